/**
 * A Chromium to look at pages with, in this order: `BROWSER_PATH`, the packed one (Linux x64), the
 * system's. Which one was taken is told, because a fallback in silence hides a wrong path.
 */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

export type Launched = { readonly browser: Browser; readonly path: string };

/** @throws Error if no Chromium is found or it does not start; the message says which was tried */
export async function launchChromium(): Promise<Launched> {
  const path = await chromiumPath();
  const browser = await chromium.launch({ executablePath: path, args: ARGUMENTS });
  return { browser, path };
}

/** The package's own arguments hold --single-process, which ends the browser with its first closed page. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--disable-sync',
];

async function chromiumPath(): Promise<string> {
  const named = process.env.BROWSER_PATH;
  if (named !== undefined && named !== '') return named;
  if (process.platform === 'linux' && process.arch === 'x64') return await unpackedChromium();
  const system = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  if (system !== undefined) return system;
  throw new Error('No Chromium found: set BROWSER_PATH to one.');
}

/**
 * Unpacked once per version into node_modules/.cache, under a temporary name first: runs may be parallel. One
 * that stands there is never replaced: a browser that was started from it would find its own program gone.
 */
async function unpackedChromium(): Promise<string> {
  const packed = join(
    dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))),
    '..',
    'bin',
    'chromium.br',
  );
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(packed), '..', 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  const folder = fileURLToPath(
    new URL(`../../node_modules/.cache/chromium-${String(version)}/`, import.meta.url),
  );
  const target = join(folder, 'chromium');
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const part = `${target}.${process.pid}.part`;
  await pipeline(
    createReadStream(packed),
    createBrotliDecompress(),
    createWriteStream(part, { mode: 0o755 }),
  );
  try {
    linkSync(part, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
  unlinkSync(part);
  return target;
}

/**
 * One font on every machine, so that widths compare. Arimo has the measures of Arial; it stands in
 * for the first name of our list, which is close to it in width.
 */
export function fontFace(): string {
  const face = (weight: number) => {
    const file = fileURLToPath(
      import.meta.resolve(`@fontsource/arimo/files/arimo-latin-${weight}-normal.woff2`),
    );
    const bytes = readFileSync(file).toString('base64');
    return `@font-face { font-family: 'Segoe UI'; font-weight: ${weight}; src: url(data:font/woff2;base64,${bytes}) format('woff2'); }`;
  };
  return `${face(400)}\n${face(600)}\n${face(700)}`;
}

export const WIDTHS = [320, 390, 600, 1200] as const;
export const SCHEMES = ['light', 'dark'] as const;
