#!/usr/bin/env bash
# Lets the app send mail as one mailbox: hands its arguments to grant-mail.ps1, because Exchange Online can
# be told such things from PowerShell only. Run by an Exchange Administrator.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: grant-mail.sh --client-id ID --principal-id ID --mailbox ADDRESS [--other-mailbox ADDRESS] [--dry-run]
  --client-id      application id of the managed identity: azd env get-value IDENTITY_CLIENT_ID
  --principal-id   object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
  --mailbox        the one mailbox that digests are sent from (MAIL_FROM)
  --other-mailbox  any other mailbox, to prove that it is out of reach
  --dry-run        say what would be done, change nothing
Needs PowerShell 7 (pwsh) with the module ExchangeOnlineManagement, or Azure Cloud Shell.
TEXT
}

arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --client-id) arguments+=(-ClientId "${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --principal-id) arguments+=(-PrincipalId "${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --mailbox) arguments+=(-Mailbox "${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --other-mailbox) arguments+=(-OtherMailbox "${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --dry-run) arguments+=(-DryRun); shift ;;
    --help) usage; exit 0 ;;
    *) echo "Unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
done
if ! command -v pwsh >/dev/null; then
  echo 'PowerShell 7 (pwsh) was not found: Exchange Online has no other shell. Install it, or run grant-mail.ps1 in Azure Cloud Shell.' >&2
  exit 1
fi
exec pwsh -NoProfile -File "$(dirname "$0")/grant-mail.ps1" ${arguments[@]+"${arguments[@]}"}
