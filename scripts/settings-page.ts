/** Writes what follows from the table of settings: docs/settings.md and local.settings.sample.json. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SETTING_NAMES, SETTINGS, type SettingRow } from '../src/settings-table.ts';

/** docs/settings.md. */
export function settingsPage(): string {
  const rows = SETTING_NAMES.map((name) => {
    const row: SettingRow<unknown> = SETTINGS[name];
    const secret = row.shown === 'secret' ? ' Secret.' : '';
    return `| \`${name}\` | ${row.default === null ? '–' : `\`${row.default}\``} | ${asCell(row.form.expects)} | ${asCell(row.means)}${secret} |`;
  });
  return `# Settings

<!-- Made from src/settings-table.ts by scripts/settings-page.ts; change it there. -->

Settings are environment variables; in Azure, app settings of the same names. For the Functions host on
your own machine, copy \`local.settings.sample.json\` to \`local.settings.json\`. An empty value counts as
not set. Secrets may be Key Vault references; neither they nor addresses of people appear in a message.
All problems are told at once, and a misspelt name is told with the one it resembles.

| name | default | takes | what it does |
| --- | --- | --- | --- |
${rows.join('\n')}

Beside these, the identity in Azure reads \`AZURE_CLIENT_ID\` and its kin, as every Azure program does.
`;
}

/** local.settings.sample.json: every setting, at its default or empty, ready for the Functions host. */
export function sampleSettings(): string {
  const ours = SETTING_NAMES.map((name): [string, string] => [name, SETTINGS[name].default ?? '']);
  const values = { FUNCTIONS_WORKER_RUNTIME: 'node', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
  return `${JSON.stringify({ IsEncrypted: false, Values: { ...values, ...Object.fromEntries(ours) } }, null, 2)}\n`;
}

function asCell(prose: string): string {
  return prose.replaceAll('|', '\\|');
}

if (import.meta.main) {
  const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  await writeFile(at('docs/settings.md'), settingsPage());
  await writeFile(at('local.settings.sample.json'), sampleSettings());
}
