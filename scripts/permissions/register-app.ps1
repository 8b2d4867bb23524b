<#
.SYNOPSIS
Registers the Entra application that Easy Auth signs people in with: the app role Digest.Read, assignment
required, the app's identity as its credential instead of a secret.
.DESCRIPTION
Run by an Application Administrator. Needs the modules Microsoft.Graph.Authentication,
Microsoft.Graph.Applications and Microsoft.Graph.Identity.SignIns. Running it again changes nothing.
https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
.PARAMETER Url
Address of the function app: azd env get-value FUNCTION_APP_URL
.PARAMETER PrincipalId
Object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
.PARAMETER Assign
Object ids of users or groups that may read the digest.
.PARAMETER Name
Display name of the application.
.PARAMETER Environment
Cloud of Microsoft Graph: Global, USGov, USGovDoD or China.
.PARAMETER DryRun
Say what would be done, change nothing.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)][ValidatePattern('^https://[a-zA-Z0-9.-]+/?$')][string]$Url,
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$PrincipalId,
  [ValidatePattern('^[0-9a-fA-F-]{36}$')][string[]]$Assign = @(),
  [ValidatePattern('^[a-zA-Z0-9 ._-]{1,100}$')][string]$Name = 'MFA Digest',
  [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')][string]$Environment = 'Global',
  [switch]$DryRun
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Ours, and the same everywhere, so that running this again changes nothing.
$roleId = '6b1f7a0e-5c0d-4d6c-9a35-2f8e0d7c4b19'
$role = @{
  Id                 = $roleId
  AllowedMemberTypes = @('User')
  DisplayName        = 'Read the digest'
  Description        = 'May open the digest and history of MFA Digest.'
  Value              = 'Digest.Read'
  IsEnabled          = $true
}
$web = @{
  RedirectUris          = @("$($Url.TrimEnd('/'))/.auth/login/aad/callback")
  ImplicitGrantSettings = @{ EnableIdTokenIssuance = $true }
}
$authorities = @{
  Global   = 'https://login.microsoftonline.com'
  USGov    = 'https://login.microsoftonline.us'
  USGovDoD = 'https://login.microsoftonline.us'
  China    = 'https://login.partner.microsoftonline.cn'
}

Connect-MgGraph -Environment $Environment -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All' -NoWelcome
$tenant = (Get-MgContext).TenantId
$found = @(Get-MgApplication -Filter "displayName eq '$Name'")
if ($found.Count -gt 1) { throw "There are $($found.Count) applications named '$Name'; choose another -Name, or remove all but one." }

if ($DryRun) {
  if ($found.Count -eq 1) { Write-Host "Would update the application '$Name' ($($found[0].AppId)):" }
  else { Write-Host "Would register the application '$Name':" }
  Write-Host "  redirect address $($web.RedirectUris[0]), ID tokens, app role Digest.Read"
  Write-Host "  credential: tokens of the managed identity $PrincipalId, no secret"
  Write-Host '  assignment required, consent to openid, profile and email for everybody assigned'
  foreach ($reader in $Assign) { Write-Host "  Digest.Read for $reader" }
  return
}

if ($found.Count -eq 0) {
  $app = New-MgApplication -DisplayName $Name -SignInAudience 'AzureADMyOrg' -Web $web -AppRoles @($role)
  Write-Host "Registered: $Name ($($app.AppId))"
}
else {
  $app = $found[0]
  Update-MgApplication -ApplicationId $app.Id -SignInAudience 'AzureADMyOrg' -Web $web -AppRoles @($role)
  Write-Host "Updated: $Name ($($app.AppId))"
}
Update-MgApplication -ApplicationId $app.Id -IdentifierUris @("api://$($app.AppId)")

$credential = @{
  Name        = 'easy-auth'
  Issuer      = "$($authorities[$Environment])/$tenant/v2.0"
  Subject     = $PrincipalId
  Audiences   = @('api://AzureADTokenExchange')
  Description = 'The managed identity of the function app'
}
$held = @(Get-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id | Where-Object { $_.Name -eq 'easy-auth' })
if ($held.Count -eq 0) {
  New-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id -BodyParameter $credential | Out-Null
}
else {
  Update-MgApplicationFederatedIdentityCredential -ApplicationId $app.Id -FederatedIdentityCredentialId $held[0].Id -BodyParameter $credential
}
Write-Host "Credential: the managed identity $PrincipalId"

$service = Get-MgServicePrincipal -Filter "appId eq '$($app.AppId)'"
if ($null -eq $service) { $service = New-MgServicePrincipal -AppId $app.AppId }
Update-MgServicePrincipal -ServicePrincipalId $service.Id -AppRoleAssignmentRequired:$true
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$grants = @(Get-MgOauth2PermissionGrant -Filter "clientId eq '$($service.Id)' and resourceId eq '$($graph.Id)'")
if ($grants.Count -eq 0) {
  # Sign-in and nothing else; without it each reader would be asked, where people may consent at all.
  New-MgOauth2PermissionGrant -ClientId $service.Id -ConsentType 'AllPrincipals' -ResourceId $graph.Id -Scope 'openid profile email' | Out-Null
}
Write-Host 'Assignment required: only those with Digest.Read are signed in'

$assigned = @(Get-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $service.Id -All | Where-Object { $_.AppRoleId -eq $roleId })
foreach ($reader in $Assign) {
  if (@($assigned | Where-Object { $_.PrincipalId -eq $reader }).Count -gt 0) {
    Write-Host "Already assigned: Digest.Read to $reader"
  }
  else {
    New-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId $service.Id -PrincipalId $reader -ResourceId $service.Id -AppRoleId $roleId | Out-Null
    Write-Host "Assigned: Digest.Read to $reader"
  }
}
Write-Host ''
Write-Host 'Now tell the deployment:'
Write-Host "  azd env set AUTH_CLIENT_ID $($app.AppId)"
Write-Host '  azd provision'
