#!/usr/bin/env node
// The sources are TypeScript: Node 24 runs them as they are. npm scripts and npx find the one that
// was installed with the project, even where the system's own is older. `npm ci` bundles them, which
// starts in half the time; once a source is newer than the bundle, the sources run.
import { readdirSync, statSync } from 'node:fs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `mfa-digest needs Node 24, this is ${process.version}. Run it as \`npx mfa-digest …\` in the checkout, after \`npm ci\`.\n`,
  );
  process.exitCode = 2;
} else {
  const { main } = await import(isBundled() ? '../dist/gen/cli/cli.js' : '../src/cli.ts');
  process.exitCode = await main(process.argv.slice(2));
}

function isBundled() {
  const bundle = statSync(new URL('../dist/gen/cli/cli.js', import.meta.url), { throwIfNoEntry: false });
  if (bundle === undefined) return false;
  const sources = new URL('../src/', import.meta.url);
  return readdirSync(sources, { recursive: true }).every(
    (name) => statSync(new URL(name, sources)).mtimeMs <= bundle.mtimeMs,
  );
}
