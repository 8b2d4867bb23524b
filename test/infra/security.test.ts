/** S19: what the templates promise of security, asserted on their syntax trees. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type BicepValue, valueAt } from './parse-bicep.ts';
import { allText, resources, template, templates } from './templates.ts';

/** `expression` where the template decides by a switch. */
const either = (expression: string) => ({ expression });

type Promised = readonly [what: string, path: string, is: BicepValue];

/** What every resource of a type must say of itself, under `properties`, and why. */
const PROMISES = {
  'Microsoft.Storage/storageAccounts': [
    ['no shared key', 'allowSharedKeyAccess', false],
    ['no public blobs', 'allowBlobPublicAccess', false],
    ['https only', 'supportsHttpsTrafficOnly', true],
    ['TLS 1.2 at least', 'minimumTlsVersion', 'TLS1_2'],
    ['no copies into other tenants', 'allowCrossTenantReplication', false],
    ['the portal signs in, too', 'defaultToOAuthAuthentication', true],
    ['private where asked for', 'publicNetworkAccess', either("isPrivate ? 'Disabled' : 'Enabled'")],
    ['closed where private', 'networkAcls.defaultAction', either("isPrivate ? 'Deny' : 'Allow'")],
  ],
  'Microsoft.Storage/storageAccounts/blobServices/containers': [['private', 'publicAccess', 'None']],
  'Microsoft.Web/sites': [
    ['https only', 'httpsOnly', true],
    ['TLS 1.2 at least', 'siteConfig.minTlsVersion', '1.2'],
    ['TLS 1.2 at least for deploying', 'siteConfig.scmMinTlsVersion', '1.2'],
    ['no FTP', 'siteConfig.ftpsState', 'Disabled'],
    ['no debugging from afar', 'siteConfig.remoteDebuggingEnabled', false],
    ['secrets are read by the identity', 'keyVaultReferenceIdentity', either('identityId')],
    [
      'the package is read by the identity',
      'functionAppConfig.deployment.storage.authentication.type',
      'UserAssignedIdentity',
    ],
    ['Node', 'functionAppConfig.runtime', { name: 'node', version: either('nodeVersion') }],
    [
      'instances as chosen',
      'functionAppConfig.scaleAndConcurrency',
      { instanceMemoryMB: either('instanceMemory'), maximumInstanceCount: either('maximumInstances') },
    ],
  ],
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': [['no passwords', 'allow', false]],
  'Microsoft.Insights/components': [
    ['local auth off', 'DisableLocalAuth', true],
    ['addresses masked', 'DisableIpMasking', false],
  ],
  'Microsoft.OperationalInsights/workspaces': [['local auth off', 'features.disableLocalAuth', true]],
  'Microsoft.KeyVault/vaults': [
    ['roles, no policies', 'enableRbacAuthorization', true],
    ['templates read nothing', 'enabledForTemplateDeployment', false],
    ['private where asked for', 'publicNetworkAccess', either("isPrivate ? 'Disabled' : 'Enabled'")],
    ['closed where private', 'networkAcls.defaultAction', either("isPrivate ? 'Deny' : 'Allow'")],
  ],
  'Microsoft.Authorization/roleAssignments': [['no role for people', 'principalType', 'ServicePrincipal']],
} as const satisfies Record<string, readonly Promised[]>;

describe('S19 security', () => {
  const main = template('main.bicep');

  it.each(
    Object.entries(PROMISES).flatMap(([type, rows]) =>
      rows.map(([what, path, is]) => ({ type, what, path, is })),
    ),
  )('$type: $what', ({ type, path, is }) => {
    const those = resources.filter((resource) => resource.type === type);
    expect(those.length).toBeGreaterThan(0);
    expect(those.map(({ body }) => valueAt(body, `properties.${path}`))).toEqual(those.map(() => is));
  });

  it('host and data are two accounts', () => {
    expect(resources.filter(({ type }) => type === 'Microsoft.Storage/storageAccounts')).toHaveLength(2);
  });

  it('keys are asked for nowhere', () => {
    expect(
      allText.match(/\blist(?:Keys|AccountSas|ServiceSas|Secrets|Credentials|\w*Key\w*)\s*\(/i),
    ).toBeNull();
    expect(allText.match(/AccountKey=|SharedAccessKey/i)).toBeNull();
  });

  it('outputs hold no secrets', () => {
    const outputs = [...templates.values()].flatMap((file) => file.outputs);
    expect(outputs.length).toBeGreaterThan(10);
    const secret = /key|secret|password|token|connection|instrumentation|sas\b/i;
    expect(
      outputs
        .filter(({ name, code }) => secret.test(`${name} ${code.replace(/\$\{token\}/g, '')}`))
        // References name a secret; the vault gives it to the identity alone.
        .filter(
          ({ code }) =>
            !/^'@Microsoft\.KeyVault\(VaultName=\$\{vault\.name\};SecretName=[a-z-]+\)'$/.test(code),
        ),
    ).toEqual([]);
  });

  it('secrets are no parameters: their owners put them into the vault', () => {
    const parameters = [...templates.values()].flatMap((file) => file.parameters.map(({ name }) => name));
    expect(
      parameters.filter((name) => /password|secret|key$|smtpUrl|teamsUrl|^pingUrl$/i.test(name)),
    ).toEqual([]);
    expect(resources.filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets')).toEqual([]);
  });

  it('gives five roles and no other, each by its exact id and in its narrowest scope', () => {
    const given = resources
      .filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
      .map(({ file, body }) => {
        const definition = JSON.stringify(valueAt(body, 'properties.roleDefinitionId'));
        const variable = /roleDefinitions', (\w+)\)/.exec(definition)?.[1] ?? '';
        return {
          role: template(file).variables.get(variable),
          scope: JSON.stringify(body.scope).replace(/^\{"expression":"(.*)"\}$/, '$1'),
        };
      });
    expect(given).toEqual([
      // Monitoring Metrics Publisher
      { role: '3913510d-42f4-4e42-8a64-420c390055eb', scope: 'insights' },
      // Storage Blob Data Owner
      { role: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', scope: 'hostAccount' },
      // Storage Queue Data Contributor, where there are queues
      { role: '974c5e8b-45b9-4653-ba55-5f855dd0fb88', scope: 'queues[index]' },
      // Storage Table Data Contributor
      { role: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3', scope: 'tables[index]' },
      // Key Vault Secrets User
      { role: '4633458b-17de-408a-b874-0445c86b69e6', scope: 'vault' },
    ]);
  });

  it('makes the three tables that the store opens', async () => {
    const store = await readFile(new URL('../../src/store/connect-tables.ts', import.meta.url), 'utf8');
    const opened = [...store.matchAll(/'(Mfa\w+)'/g)].map(([, name]) => name);
    expect(opened).toHaveLength(3);
    expect(template('storage.bicep').variables.get('tableNames')).toEqual(opened);
  });

  it('makes queues where one is named: it and that of messages that fail too often; else nothing of queues', () => {
    const storage = template('storage.bicep');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Bicep's
    const names = either("empty(queueName) ? [] : [queueName, '${queueName}-poison']");
    expect(storage.variables.get('queueNames')).toEqual(names);
    const made =
      storage.text.match(/^resource .*(?:queueServices|queueRoles|\bqueues\b)[\s\S]*?^[}\]]/gm) ?? [];
    expect(made).toHaveLength(3);
    for (const each of made) expect(each).toMatch(/ = if \(!empty\(queueName\)\) \{|\bin queueNames:/);
    expect(storage.text).toContain("Endpoint string = empty(queueName) ? '' : ");
    expect(template('function-app.bicep').text).toContain(
      'empty(hostQueueEndpoint) ? {} : { AzureWebJobsStorage__queueServiceUri: hostQueueEndpoint }',
    );
    const endpoints = either('concat(always, hasQueue ? [ofQueue] : [])');
    expect(template('network.bicep').variables.get('endpoints')).toEqual(endpoints);
    const given = main.modules.map(({ parameters }) => parameters.queueName ?? parameters.hasQueue);
    expect(given.filter((value) => value !== undefined)).toEqual([
      either('trim(shardQueue)'),
      either('!empty(trim(shardQueue))'),
    ]);
  });

  it('one instance of each timer is enough, and is what there is', () => {
    const most = main.parameters.find(({ name }) => name === 'maximumInstances');
    expect(most).toMatchObject({ default: 1, allowed: [1, 40] });
  });

  it('Node is 24, or 22, and an instance has 512 MB unless more is asked for', () => {
    const named = (name: string) => main.parameters.find((parameter) => parameter.name === name);
    expect(named('nodeVersion')).toMatchObject({ default: '24', allowed: ['24', '22'] });
    expect(named('instanceMemory')).toMatchObject({ default: 512, allowed: [512, 2048, 4096] });
  });

  it('the identity is the one of the app, and no other is made', () => {
    const [identity, ...others] = resources.filter(({ type }) => type.endsWith('/userAssignedIdentities'));
    expect(identity?.file).toBe('identity.bicep');
    expect(others).toEqual([]);
    const site = resources.find(({ type }) => type === 'Microsoft.Web/sites');
    expect(valueAt(site?.body, 'identity.type')).toBe('UserAssigned');
  });

  it('nothing is asked of Microsoft Graph or Exchange here, least of all to send as anybody', () => {
    expect(allText.match(/Mail\.Send|appRoleAssignedTo|Microsoft\.Graph\//)).toBeNull();
  });
});

describe('Easy Auth', () => {
  const auth = resources.find(({ body }) => body.name === 'authsettingsV2');

  it.each([
    ['asks everybody', 'globalValidation.requireAuthentication', true],
    ['signs people in', 'globalValidation.unauthenticatedClientAction', 'RedirectToLoginPage'],
    ['leaves out health alone', 'globalValidation.excludedPaths', ['/api/health']],
    [
      'needs no secret',
      'identityProviders.azureActiveDirectory.registration.clientSecretSettingName',
      'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID',
    ],
    [
      'takes tokens of its own application only',
      'identityProviders.azureActiveDirectory.validation.defaultAuthorizationPolicy.allowedApplications',
      [{ expression: 'authClientId' }],
    ],
    ['asks for https', 'httpSettings.requireHttps', true],
    ['keeps no tokens', 'login.tokenStore.enabled', false],
  ])('%s', (_, path, is) => {
    expect(valueAt(auth?.body, `properties.${path}`)).toEqual(is);
  });

  it('is for one tenant', () => {
    const issuer = valueAt(
      auth?.body,
      'properties.identityProviders.azureActiveDirectory.registration.openIdIssuer',
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Bicep's
    expect(JSON.stringify(issuer)).toContain('${tenant().tenantId}/v2.0');
  });

  it('health is where it says', async () => {
    const health = await readFile(new URL('../../functions/health.ts', import.meta.url), 'utf8');
    expect(health).toContain("route: 'health'");
    expect(health).toContain("authLevel: 'anonymous'");
  });
});
