<#
.SYNOPSIS
Removes the Entra application that register-app registered.
.DESCRIPTION
It stays among the deleted applications of the tenant for 30 days. Run by an Application Administrator.
Needs the modules Microsoft.Graph.Authentication and Microsoft.Graph.Applications.
.PARAMETER AppId
Application (client) id: azd env get-value AUTH_CLIENT_ID
.PARAMETER Environment
Cloud of Microsoft Graph: Global, USGov, USGovDoD or China.
.PARAMETER DryRun
Say what would be done, change nothing.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$AppId,
  [ValidateSet('Global', 'USGov', 'USGovDoD', 'China')][string]$Environment = 'Global',
  [switch]$DryRun
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

Connect-MgGraph -Environment $Environment -Scopes 'Application.ReadWrite.All' -NoWelcome
# Only what has our role is ours to remove.
$found = @(Get-MgApplication -Filter "appId eq '$AppId'" |
    Where-Object { @($_.AppRoles | Where-Object { $_.Value -eq 'Digest.Read' }).Count -gt 0 })
if ($found.Count -eq 0) {
  Write-Host "No application $AppId with the app role Digest.Read: nothing to remove."
}
elseif ($DryRun) {
  Write-Host "Would remove: $($found[0].DisplayName) ($AppId)"
}
else {
  Remove-MgApplication -ApplicationId $found[0].Id
  Write-Host "Removed: $($found[0].DisplayName) ($AppId)"
}
