<#
.SYNOPSIS
Takes back what grant-mail granted: the role assignment, its scope, and what Exchange knows of the identity.
.DESCRIPTION
Run by an Exchange Administrator in the role group Organization Management. Needs the module
ExchangeOnlineManagement.
.PARAMETER ClientId
Application id of the managed identity: azd env get-value IDENTITY_CLIENT_ID
.PARAMETER Name
Name of what was made in Exchange.
.PARAMETER DryRun
Say what would be done, change nothing.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$ClientId,
  [ValidatePattern('^[A-Za-z0-9 ._-]{1,40}$')][string]$Name = 'MFA Digest',
  [switch]$DryRun
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (@(Get-ConnectionInformation).Count -eq 0) { Connect-ExchangeOnline -ShowBanner:$false }

# In this order: a scope that is in use cannot be removed.
$assignment = Get-ManagementRoleAssignment -Role 'Application Mail.Send' | Where-Object { $_.Name -eq $Name }
if ($null -eq $assignment) { Write-Host "Not there: the assignment '$Name'" }
elseif ($DryRun) { Write-Host "Would remove the assignment '$Name'" }
else {
  Remove-ManagementRoleAssignment -Identity $Name -Confirm:$false
  Write-Host "Removed: the assignment '$Name'"
}

$scope = Get-ManagementScope | Where-Object { $_.Name -eq $Name }
if ($null -eq $scope) { Write-Host "Not there: the scope '$Name'" }
elseif ($DryRun) { Write-Host "Would remove the scope '$Name'" }
else {
  Remove-ManagementScope -Identity $Name -Confirm:$false
  Write-Host "Removed: the scope '$Name'"
}

$pointer = Get-ServicePrincipal | Where-Object { "$($_.AppId)" -eq $ClientId }
if ($null -eq $pointer) { Write-Host "Not known to Exchange: $ClientId" }
elseif ($DryRun) { Write-Host "Would remove what Exchange knows of $ClientId" }
else {
  Remove-ServicePrincipal -Identity $ClientId -Confirm:$false
  Write-Host "Removed: what Exchange knows of $ClientId"
}
