<#
.SYNOPSIS
Lets the app's identity read sign-ins: the Microsoft Graph application permission AuditLog.Read.All, and
nothing else.
.DESCRIPTION
Run by a Privileged Role Administrator. Needs the modules Microsoft.Graph.Authentication and
Microsoft.Graph.Applications. Running it again changes nothing.
https://learn.microsoft.com/graph/api/signin-list#permissions
.PARAMETER PrincipalId
Object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
.PARAMETER Environment
Cloud of Microsoft Graph: Global, USGov, USGovDoD or China.
.PARAMETER DryRun
Say what would be done, change nothing.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$PrincipalId,
  [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')][string]$Environment = 'Global',
  [switch]$DryRun
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$wanted = @('AuditLog.Read.All')

Connect-MgGraph -Environment $Environment -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
$identity = Get-MgServicePrincipal -ServicePrincipalId $PrincipalId
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$assigned = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $PrincipalId -All |
    Where-Object { $_.ResourceId -eq $graph.Id })
Write-Host "Identity: $($identity.DisplayName) ($PrincipalId)"

$wantedIds = @()
foreach ($permission in $wanted) {
  $role = $graph.AppRoles | Where-Object { $_.Value -eq $permission -and $_.AllowedMemberTypes -contains 'Application' }
  if ($null -eq $role) { throw "Microsoft Graph of this cloud has no application permission $permission." }
  $wantedIds += $role.Id
  if (@($assigned | Where-Object { $_.AppRoleId -eq $role.Id }).Count -gt 0) {
    Write-Host "Already granted: $permission"
  }
  elseif ($DryRun) {
    Write-Host "Would grant: $permission"
  }
  else {
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $PrincipalId -PrincipalId $PrincipalId -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
    Write-Host "Granted: $permission"
  }
}

# More than is needed is told, not taken away: somebody may have had a reason.
foreach ($assignment in $assigned) {
  if ($wantedIds -notcontains $assignment.AppRoleId) {
    $excess = $graph.AppRoles | Where-Object { $_.Id -eq $assignment.AppRoleId }
    Write-Warning "The identity also holds $($excess.Value), which MFA Digest does not need. Remove it in the Entra admin center."
  }
}
Write-Host 'Tokens already issued do not know of it yet; within an hour at most, or after a restart of the app, they do.'
