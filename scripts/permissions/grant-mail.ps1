<#
.SYNOPSIS
Lets the app send mail as one mailbox, by role-based access control for applications in Exchange Online.
.DESCRIPTION
Run by an Exchange Administrator in the role group Organization Management. Needs the module
ExchangeOnlineManagement. Running it again changes nothing. The permission of the same name in Entra
(tenant-wide, any mailbox) is neither needed nor granted; where somebody has granted it, it counts as well,
and this scope limits nothing.
https://learn.microsoft.com/exchange/permissions-exo/application-rbac
.PARAMETER ClientId
Application id of the managed identity: azd env get-value IDENTITY_CLIENT_ID
.PARAMETER PrincipalId
Object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
.PARAMETER Mailbox
The one mailbox that digests are sent from (MAIL_FROM).
.PARAMETER OtherMailbox
Any other mailbox, to prove that it is out of reach.
.PARAMETER Name
Name of what is made in Exchange.
.PARAMETER DryRun
Say what would be done, change nothing.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$ClientId,
  [Parameter(Mandatory = $true)][ValidatePattern('^[0-9a-fA-F-]{36}$')][string]$PrincipalId,
  [Parameter(Mandatory = $true)][ValidatePattern('^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$')][string]$Mailbox,
  [string]$OtherMailbox = '',
  [ValidatePattern('^[A-Za-z0-9 ._-]{1,40}$')][string]$Name = 'MFA Digest',
  [switch]$DryRun
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (@(Get-ConnectionInformation).Count -eq 0) { Connect-ExchangeOnline -ShowBanner:$false }

$address = "$((Get-EXOMailbox -Identity $Mailbox).PrimarySmtpAddress)"
$filter = "PrimarySmtpAddress -eq '$address'"
$reached = @(Get-Recipient -RecipientPreviewFilter $filter -ResultSize 2)
if ($reached.Count -ne 1) { throw "The scope must hold exactly one mailbox; $filter finds $($reached.Count)." }
Write-Host "Mailbox: $address, and no other"

$pointer = Get-ServicePrincipal | Where-Object { "$($_.AppId)" -eq $ClientId }
if ($null -ne $pointer) { Write-Host 'Already known to Exchange: the identity' }
elseif ($DryRun) { Write-Host "Would make the identity known to Exchange: $ClientId" }
else {
  New-ServicePrincipal -AppId $ClientId -ObjectId $PrincipalId -DisplayName $Name | Out-Null
  Write-Host "Made known to Exchange: the identity $ClientId"
}

$scope = Get-ManagementScope | Where-Object { $_.Name -eq $Name }
if ($null -eq $scope) {
  if ($DryRun) { Write-Host "Would make the scope '$Name': $filter" }
  else {
    New-ManagementScope -Name $Name -RecipientRestrictionFilter $filter | Out-Null
    Write-Host "Made the scope '$Name': $filter"
  }
}
elseif ("$($scope.RecipientFilter)" -notmatch [regex]::Escape($address)) {
  if ($DryRun) { Write-Host "Would change the scope '$Name' to: $filter" }
  else {
    Set-ManagementScope -Identity $Name -RecipientRestrictionFilter $filter
    Write-Host "Changed the scope '$Name' to: $filter"
  }
}
else { Write-Host "Already there: the scope '$Name'" }

$assignment = Get-ManagementRoleAssignment -Role 'Application Mail.Send' | Where-Object { $_.Name -eq $Name }
if ($null -ne $assignment) { Write-Host "Already there: the assignment '$Name' of Application Mail.Send" }
elseif ($DryRun) { Write-Host "Would assign the role Application Mail.Send, within the scope '$Name' only" }
else {
  New-ManagementRoleAssignment -Name $Name -App $PrincipalId -Role 'Application Mail.Send' -CustomResourceScope $Name | Out-Null
  Write-Host "Assigned: the role Application Mail.Send, within the scope '$Name' only"
}
if ($DryRun) { return }

# The test goes past the cache of Exchange; sending itself may take from 30 minutes to two hours to work.
$allowed = @(Test-ServicePrincipalAuthorization -Identity $PrincipalId -Resource $address |
    Where-Object { $_.RoleName -eq 'Application Mail.Send' -and "$($_.InScope)" -eq 'True' })
if ($allowed.Count -eq 0) { throw "Exchange says that the identity may not send as $address." }
Write-Host "Tested: may send as $address"
if ($OtherMailbox -ne '') {
  $beyond = @(Test-ServicePrincipalAuthorization -Identity $PrincipalId -Resource $OtherMailbox |
      Where-Object { "$($_.InScope)" -eq 'True' })
  if ($beyond.Count -gt 0) { throw "Exchange says that the identity may act on $OtherMailbox too: look at its role assignments." }
  Write-Host "Tested: may not send as $OtherMailbox"
}
Write-Host 'Exchange keeps permissions in a cache: the first mail may be refused for up to two hours.'
