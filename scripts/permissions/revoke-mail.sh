#!/usr/bin/env bash
# Takes back what grant-mail granted: hands its arguments to revoke-mail.ps1, because Exchange Online can be
# told such things from PowerShell only. Run by an Exchange Administrator.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: revoke-mail.sh --client-id ID [--dry-run]
  --client-id   application id of the managed identity: azd env get-value IDENTITY_CLIENT_ID
  --dry-run     say what would be done, change nothing
Needs PowerShell 7 (pwsh) with the module ExchangeOnlineManagement, or Azure Cloud Shell.
TEXT
}

arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --client-id) arguments+=(-ClientId "${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --dry-run) arguments+=(-DryRun); shift ;;
    --help) usage; exit 0 ;;
    *) echo "Unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
done
if ! command -v pwsh >/dev/null; then
  echo 'PowerShell 7 (pwsh) was not found: Exchange Online has no other shell. Install it, or run revoke-mail.ps1 in Azure Cloud Shell.' >&2
  exit 1
fi
exec pwsh -NoProfile -File "$(dirname "$0")/revoke-mail.ps1" ${arguments[@]+"${arguments[@]}"}
