/** Scripts for administrators: the same in both shells; PowerShell is only looked at, there is none to run it. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../scripts/permissions/', import.meta.url);
const scripts = (await readdir(FOLDER)).sort();
const inPowerShell = scripts.filter((name) => name.endsWith('.ps1'));
const read = (name: string) => readFile(new URL(name, FOLDER), 'utf8');

describe('both shells', () => {
  it('have the same scripts, each grant with what takes it back', () => {
    const names = [
      'grant-graph',
      'grant-mail',
      'register-app',
      'revoke-graph',
      'revoke-mail',
      'unregister-app',
    ];
    expect(scripts).toEqual(names.flatMap((name) => [`${name}.ps1`, `${name}.sh`]));
  });

  it.each(scripts)('%s has a dry run, and says what it is for and who runs it', async (name) => {
    const text = await read(name);
    expect(text).toMatch(/--dry-run|\$DryRun/);
    expect(text).toMatch(/Administrator/);
  });

  it('ask for the same permissions, and never for mail of the whole tenant', async () => {
    for (const name of scripts) {
      const named =
        (await read(name)).match(/\b(?:Application )?[A-Z]\w+\.(?:Read|Send|ReadWrite)(?:\.All)?\b/g) ?? [];
      const allowed = name.includes('mail')
        ? ['Application Mail.Send']
        : [
            'AuditLog.Read.All',
            'Digest.Read',
            // What the administrator's own session needs, and gives back with it.
            'Application.Read.All',
            'Application.ReadWrite.All',
            'AppRoleAssignment.ReadWrite.All',
            'DelegatedPermissionGrant.ReadWrite.All',
          ];
      expect(
        named.filter((permission) => !allowed.includes(permission)),
        name,
      ).toEqual([]);
    }
  });

  it('agree on the app role, which the gate asks for', async () => {
    const [bash, powerShell] = await Promise.all([read('register-app.sh'), read('register-app.ps1')]);
    const id = /role_id='([\da-f-]{36})'/.exec(bash)?.[1];
    expect(id).toBeDefined();
    expect(powerShell).toContain(`$roleId = '${id}'`);
    const gate = await readFile(new URL('../../src/http/gate.ts', import.meta.url), 'utf8');
    expect(gate).toContain("'Digest.Read'");
    for (const text of [bash, powerShell]) expect(text).toContain('Digest.Read');
  });
});

/** What the scripts may call; anything else is a slip or deserves a second look. */
const CMDLETS = new Set([
  'Connect-ExchangeOnline',
  'Connect-MgGraph',
  'Get-ConnectionInformation',
  'Get-EXOMailbox',
  'Get-ManagementRoleAssignment',
  'Get-ManagementScope',
  'Get-MgApplication',
  'Get-MgApplicationFederatedIdentityCredential',
  'Get-MgContext',
  'Get-MgOauth2PermissionGrant',
  'Get-MgServicePrincipal',
  'Get-MgServicePrincipalAppRoleAssignedTo',
  'Get-MgServicePrincipalAppRoleAssignment',
  'Get-Recipient',
  'Get-ServicePrincipal',
  'New-ManagementRoleAssignment',
  'New-ManagementScope',
  'New-MgApplication',
  'New-MgApplicationFederatedIdentityCredential',
  'New-MgOauth2PermissionGrant',
  'New-MgServicePrincipal',
  'New-MgServicePrincipalAppRoleAssignedTo',
  'New-MgServicePrincipalAppRoleAssignment',
  'New-ServicePrincipal',
  'Out-Null',
  'Remove-ManagementRoleAssignment',
  'Remove-ManagementScope',
  'Remove-MgApplication',
  'Remove-MgServicePrincipalAppRoleAssignment',
  'Remove-ServicePrincipal',
  'Set-ManagementScope',
  'Set-StrictMode',
  'Test-ServicePrincipalAuthorization',
  'Update-MgApplication',
  'Update-MgApplicationFederatedIdentityCredential',
  'Update-MgServicePrincipal',
  'Where-Object',
  'Write-Host',
  'Write-Warning',
]);

describe('PowerShell', () => {
  it.each(inPowerShell)('%s closes what it opens', async (name) => {
    expect(unbalanced(await read(name))).toBe('');
  });

  it.each(inPowerShell)('%s stops at the first error', async (name) => {
    expect(await read(name)).toMatch(/\nSet-StrictMode -Version Latest\n\$ErrorActionPreference = 'Stop'\n/);
  });

  it.each(inPowerShell)('%s calls nothing but what is known to be there', async (name) => {
    const code = withoutComments(await read(name));
    const called = code.replace(/'[^']*'/g, "''").match(/\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b/g) ?? [];
    expect(called.length).toBeGreaterThan(5);
    expect([...new Set(called)].filter((cmdlet) => !CMDLETS.has(cmdlet))).toEqual([]);
  });

  it.each(inPowerShell)('%s describes each of its parameters', async (name) => {
    const text = await read(name);
    const [, block = ''] = /\nparam\(([\s\S]*?)\n\)\n/.exec(text) ?? [];
    const parameters = [...block.matchAll(/\]\$(\w+)/g)].map(([, parameter]) => parameter);
    expect(parameters.length).toBeGreaterThan(1);
    const described = [...text.matchAll(/^\.PARAMETER (\w+)$/gm)].map(([, parameter]) => parameter);
    expect(described).toEqual(parameters);
  });

  it('grants mail in a scope of one mailbox, and proves it', async () => {
    const grant = await read('grant-mail.ps1');
    const assignments = grant.match(/New-ManagementRoleAssignment [^|\n]*/g);
    expect(assignments).toEqual([
      "New-ManagementRoleAssignment -Name $Name -App $PrincipalId -Role 'Application Mail.Send' -CustomResourceScope $Name ",
    ]);
    expect(grant).toContain('if ($reached.Count -ne 1) { throw');
    expect(grant).toContain('Test-ServicePrincipalAuthorization -Identity $PrincipalId -Resource $address');
    expect(grant).toContain('if ($beyond.Count -gt 0) { throw');
  });
});

function withoutComments(text: string): string {
  return text.replace(/<#[\s\S]*?#>/g, '').replace(/^\s*#.*$/gm, '');
}

/** The bracket that has no partner, with where it stands; empty where all have one. Quoted text is passed over. */
function unbalanced(text: string): string {
  const code = withoutComments(text).replace(/'(?:[^']|'')*'/g, "''");
  const open: string[] = [];
  const partner: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };
  for (let index = 0; index < code.length; index += 1) {
    const letter = code.charAt(index);
    if ('({['.includes(letter)) open.push(letter);
    else if (letter in partner && open.pop() !== partner[letter])
      return `${letter} at ${code.slice(index - 30, index + 1)}`;
  }
  return open.join('');
}
