/** Scripts for administrators in bash, run against a stand-in for the Azure CLI. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('../../scripts/permissions/', import.meta.url));
const inBash = (await readdir(FOLDER)).filter((name) => name.endsWith('.sh')).sort();
const read = (name: string) => readFile(join(FOLDER, name), 'utf8');

describe('bash', () => {
  it.each(inBash)('%s can be read, stops at the first error, and may be run', async (name) => {
    await run('bash', ['-n', join(FOLDER, name)]);
    expect(await read(name)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
    expect((await stat(join(FOLDER, name))).mode & 0o111).not.toBe(0);
  });

  it.each(inBash)('%s needs no newer bash than macOS has', async (name) => {
    expect(await read(name)).not.toMatch(/\bmapfile\b|\breadarray\b|declare -A|\$\{\w+(?:,,|\^\^)\}/);
  });

  it.each(inBash)('%s explains itself, and refuses what it does not know', async (name) => {
    const { stdout } = await run('bash', [join(FOLDER, name), '--help']);
    expect(stdout).toContain(`Usage: ${name}`);
    await expect(run('bash', [join(FOLDER, name), '--nonsense'])).rejects.toMatchObject({ code: 2 });
  });
});

const IDENTITY = '11111111-1111-1111-1111-111111111111';
const APP = '22222222-2222-2222-2222-222222222222';
const READER = '33333333-3333-3333-3333-333333333333';

/**
 * A stand-in for the Azure CLI. It writes down each call; to a question it gives the first of its answers whose
 * words all stand in the call, else nothing.
 */
describe('bash, against a stand-in for az', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mfa-digest-az-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function play(script: string, args: readonly string[], answers: Readonly<Record<string, string>>) {
    const table = Object.entries({
      'cloud show microsoftGraphResourceId': 'https://graph.microsoft.com/',
      'cloud show activeDirectory': 'https://login.microsoftonline.com',
      'account show tenantId': '99999999-9999-9999-9999-999999999999',
      ...answers,
    });
    await writeFile(
      join(folder, 'az'),
      `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const call = process.argv.slice(2).join(' ');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, call.replaceAll('\\n', ' ') + '\\n');
const found = ${JSON.stringify(table)}.find(([words]) => words.split(' ').every((word) => call.includes(word)));
if (found && found[1] !== '') console.log(found[1]);
`,
    );
    await chmod(join(folder, 'az'), 0o755);
    const { stdout, stderr } = await run('bash', [join(FOLDER, script), ...args], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    const calls = (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n');
    return { said: stdout, warned: stderr, changes: calls.filter((call) => CHANGING.test(call)) };
  }

  const ROLES = {
    'rest get appRoles AuditLog.Read.All': 'audit-role',
    "rest get appId='00000003 --query id": 'graph-id',
  };

  it('grant-graph grants what reads sign-ins, and nothing else', async () => {
    const { said, warned, changes } = await play('grant-graph.sh', ['--principal-id', IDENTITY], ROLES);
    expect(said).toContain('Granted: AuditLog.Read.All');
    expect(warned).toBe('');
    expect(changes).toEqual([
      `rest --method post --url https://graph.microsoft.com/v1.0/servicePrincipals/${IDENTITY}/appRoleAssignments --headers Content-Type=application/json --body {"principalId":"${IDENTITY}","resourceId":"graph-id","appRoleId":"audit-role"} --output none`,
    ]);
  });

  it('grant-graph, run again, changes nothing; what is too much is named', async () => {
    const { said, warned, changes } = await play('grant-graph.sh', ['--principal-id', IDENTITY], {
      [`rest get ${IDENTITY}/appRoleAssignments`]: 'audit-role\nmail-role',
      "appRoles[?id=='mail-role'].value": 'Mail.Send',
      ...ROLES,
    });
    expect(changes).toEqual([]);
    expect(said).toContain('Already granted: AuditLog.Read.All');
    expect(warned).toContain('WARNING: the identity also holds Mail.Send');
  });

  it('revoke-graph takes back what is there', async () => {
    const { said, changes } = await play('revoke-graph.sh', ['--principal-id', IDENTITY], {
      "appRoleAssignments appRoleId=='audit-role'": 'assignment-1',
      ...ROLES,
    });
    expect(changes).toEqual([
      `rest --method delete --url https://graph.microsoft.com/v1.0/servicePrincipals/${IDENTITY}/appRoleAssignments/assignment-1 --output none`,
    ]);
    expect(said).toContain('Taken back: AuditLog.Read.All');
  });

  it('revoke-graph says where there is nothing to take back', async () => {
    const { said, changes } = await play('revoke-graph.sh', ['--principal-id', IDENTITY], ROLES);
    expect(changes).toEqual([]);
    expect(said).toContain('Not granted: AuditLog.Read.All');
  });

  const REGISTER = [
    '--url',
    'https://func.azurewebsites.net',
    '--principal-id',
    IDENTITY,
    '--assign',
    READER,
  ];

  it('register-app makes the application with its role, its credential and its reader', async () => {
    const { said, changes } = await play('register-app.sh', REGISTER, {
      'ad app create': APP,
      'ad sp create': 'service-id',
    });
    expect(changes.map((call) => call.split(' ').slice(0, 4).join(' '))).toEqual([
      'ad app create --display-name',
      `ad app update --id`,
      'ad app federated-credential create',
      'ad sp create --id',
      'ad sp update --id',
      'ad app permission grant',
      'rest --method post --url',
    ]);
    const [create = '', , credential = '', , assignment = '', consent = ''] = changes;
    expect(create).toContain('--web-redirect-uris https://func.azurewebsites.net/.auth/login/aad/callback');
    expect(create).toContain('"value":"Digest.Read"');
    expect(credential).toContain(`"subject":"${IDENTITY}"`);
    expect(credential).toContain(
      'https://login.microsoftonline.com/99999999-9999-9999-9999-999999999999/v2.0',
    );
    expect(assignment).toContain('appRoleAssignmentRequired=true');
    expect(consent).toContain('--scope openid profile email');
    expect(said).toContain(`azd env set AUTH_CLIENT_ID ${APP}`);
  });

  it('register-app, run again, makes nothing a second time', async () => {
    const { said, changes } = await play('register-app.sh', REGISTER, {
      'ad app permission list-grants': 'openid profile email',
      'ad app federated-credential list': 'credential-1',
      'ad sp list': 'service-id',
      'ad app list': APP,
      'rest get appRoleAssignedTo': READER,
    });
    expect(said).toContain(`Already assigned: Digest.Read to ${READER}`);
    expect(changes.filter((call) => /\b(?:create|grant|post)\b/.test(call))).toEqual([]);
  });

  it('unregister-app removes an application of ours', async () => {
    const { changes } = await play('unregister-app.sh', ['--app-id', APP], {
      [`ad app list ${APP} appRoles[?value=='Digest.Read']`]: 'MFA Digest',
    });
    expect(changes).toEqual([`ad app delete --id ${APP}`]);
  });

  it('unregister-app leaves one without our role alone', async () => {
    const { said, changes } = await play('unregister-app.sh', ['--app-id', APP], {});
    expect(changes).toEqual([]);
    expect(said).toContain('nothing to remove');
  });

  it.each([
    ['grant-graph.sh', ['--principal-id', IDENTITY]],
    ['revoke-graph.sh', ['--principal-id', IDENTITY]],
    ['register-app.sh', REGISTER],
    ['unregister-app.sh', ['--app-id', APP]],
  ])('%s --dry-run says what it would do, and changes nothing', async (script, args) => {
    const { said, changes } = await play(script, [...args, '--dry-run'], {
      "appRoleAssignments appRoleId=='audit-role'": script.startsWith('revoke') ? 'assignment-1' : '',
      'ad app list': APP,
      ...ROLES,
    });
    expect(changes).toEqual([]);
    expect(said).toContain('Would');
  });

  it.each([
    ['grant-graph.sh', ['--principal-id', 'x" or 1']],
    ['revoke-graph.sh', ['--principal-id', '']],
    ['register-app.sh', ['--url', 'http://func.example', '--principal-id', IDENTITY]],
    ['register-app.sh', ['--url', 'https://func.example', '--principal-id', IDENTITY, '--assign', "';--"]],
    ['register-app.sh', ['--url', 'https://func.example', '--principal-id', IDENTITY, '--name', "a' or '1"]],
    ['unregister-app.sh', ['--app-id', 'all']],
  ])('%s %j is refused before az is asked', async (script, args) => {
    await expect(play(script, args, {})).rejects.toMatchObject({ code: 2 });
    expect(await readdir(folder)).toEqual(['az']);
  });
});

/** Calls that change something. */
const CHANGING =
  /^ad (?:app|sp)(?: [a-z-]+)? (?:create|update|delete|grant)\b|^rest --method (?:post|patch|put|delete)\b/;
