// Tells somebody when the digest stops. Each query gives a row where something is wrong and none where all
// is well; the queries are files of their own, so that a test checks them and docs/operations.md shows them.
// https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-create-log-alert-rule
param token string
param location string
param tags object
param workspaceId string
@description('Empty: alerts show in the portal only.')
param email string
param zone string
param digestAt string
param digestOn string
param digestWaitHours string

var weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
var sendDays = digestOn == 'daily'
  ? range(0, 7)
  : digestOn == 'weekdays' ? range(1, 5) : map(split(toLower(digestOn), ','), day => indexOf(weekdays, trim(day)))

var rules = [
  {
    name: 'no-day-published'
    title: 'MFA Digest: no day was published for 26 hours'
    severity: 1
    query: loadTextContent('alerts/no-day-published.kql')
  }
  {
    name: 'nothing-sent'
    title: 'MFA Digest: no digest was sent'
    severity: 1
    query: replace(
      replace(
        replace(
          replace(loadTextContent('alerts/nothing-sent.kql'), '{ZONE}', zone),
          '{DIGEST_AT}',
          digestAt
        ),
        '{DIGEST_WAIT_HOURS}',
        digestWaitHours
      ),
      '{SEND_DAYS}',
      string(sendDays)
    )
  }
  {
    name: 'day-incomplete'
    title: 'MFA Digest: a day has been incomplete for six hours'
    severity: 2
    query: loadTextContent('alerts/day-incomplete.kql')
  }
]

resource mailGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-mfadigest-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'MFA Digest'
    emailReceivers: [
      {
        name: 'owner'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'alert-${rule.name}-${token}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: 'What it means and what to do: docs/operations.md'
      enabled: true
      severity: rule.severity
      scopes: [workspaceId]
      evaluationFrequency: 'PT1H'
      // The longest there is; each query says itself how far back it looks.
      windowSize: 'P2D'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      // On a new workspace the tables do not exist before the first line of log.
      skipQueryValidation: true
      actions: { actionGroups: empty(email) ? [] : [mailGroup.id] }
    }
  }
]
