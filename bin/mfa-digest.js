#!/usr/bin/env node
// The sources are TypeScript: Node 24 runs them as they are. npm scripts and npx find the one that
// was installed with the project, even where the system's own is older.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `mfa-digest needs Node 24, this is ${process.version}. Run it as \`npx mfa-digest …\` in the checkout, after \`npm ci\`.\n`,
  );
  process.exitCode = 2;
} else {
  const { main } = await import('../src/cli.ts');
  process.exitCode = await main(process.argv.slice(2));
}
