<#
.SYNOPSIS
Takes back what grant-graph granted.
.DESCRIPTION
Run by a Privileged Role Administrator. Needs the modules Microsoft.Graph.Authentication and
Microsoft.Graph.Applications.
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

Connect-MgGraph -Environment $Environment -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
$graph = Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'"
$assigned = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $PrincipalId -All |
    Where-Object { $_.ResourceId -eq $graph.Id })

foreach ($permission in @('AuditLog.Read.All')) {
  $role = $graph.AppRoles | Where-Object { $_.Value -eq $permission -and $_.AllowedMemberTypes -contains 'Application' }
  $held = @($assigned | Where-Object { $_.AppRoleId -eq $role.Id })
  if ($held.Count -eq 0) {
    Write-Host "Not granted: $permission"
  }
  elseif ($DryRun) {
    Write-Host "Would take back: $permission"
  }
  else {
    Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $PrincipalId -AppRoleAssignmentId $held[0].Id
    Write-Host "Taken back: $permission"
  }
}
