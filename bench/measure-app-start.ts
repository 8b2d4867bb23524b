/** What the built app costs before its first invocation: bytes read, and time above starting Node. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../scripts/build.ts';
import { secondsOf } from './measure-command.ts';

export type AppStart = {
  /** Of our files, as Node read them. */
  readonly bytes: number;
  /** Each of the two in seconds, turn by turn. */
  readonly emptySeconds: readonly number[];
  readonly appSeconds: readonly number[];
};

/** Stands in for the module that the Functions host alone provides. */
const HOST_STAND_IN = `
module.exports = {
  version: '4.0.0',
  setProgrammingModel() {},
  registerHook() { return { dispose() {} }; },
  registerFunction() {},
};
`;

/** Told by Node itself, so that a file the build does not know of counts too. */
const COUNT_BYTES = `
import { statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
const here = new URL('.', import.meta.url).href;
let bytes = 0;
registerHooks({
  load(url, context, next) {
    const isOurs = url.startsWith(here) && !url.includes('/node_modules/') && !url.endsWith('/load.mjs');
    if (isOurs) bytes += statSync(new URL(url)).size;
    return next(url, context);
  },
});
process.on('exit', () => writeFileSync('bytes.json', JSON.stringify(bytes)));
await import('./load.mjs');
`;

/** Builds the app into a folder, and starts it as often as asked, in turn with an empty Node. */
export async function measureAppStart(folder: string, starts: number): Promise<AppStart> {
  await build(folder);
  const core = join(folder, 'node_modules/@azure/functions-core');
  await mkdir(core, { recursive: true });
  await writeFile(join(core, 'index.js'), HOST_STAND_IN);
  const files = await readdir(join(folder, 'functions'));
  const imports = files.map((file) => `await import(${JSON.stringify(`./functions/${file}`)});`);
  await writeFile(join(folder, 'load.mjs'), imports.join('\n'));
  await writeFile(join(folder, 'count-bytes.mjs'), COUNT_BYTES);

  await secondsOf(folder, ['count-bytes.mjs']);
  const bytes: unknown = JSON.parse(await readFile(join(folder, 'bytes.json'), 'utf8'));

  const emptySeconds: number[] = [];
  const appSeconds: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    emptySeconds.push(await secondsOf(folder, ['-e', '']));
    appSeconds.push(await secondsOf(folder, ['load.mjs']));
  }
  return { bytes: Number(bytes), emptySeconds, appSeconds };
}
