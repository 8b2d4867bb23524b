#!/usr/bin/env bash
# Removes the Entra application that register-app.sh registered. It stays among the deleted applications of
# the tenant for 30 days. Run by an Application Administrator.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: unregister-app.sh --app-id ID [--dry-run]
  --app-id    application (client) id: azd env get-value AUTH_CLIENT_ID
  --dry-run   say what would be done, change nothing
Needs the Azure CLI, signed in as an Application Administrator: az login
TEXT
}

app=''
dry_run=false
while [ $# -gt 0 ]; do
  case "$1" in
    --app-id) app="${2:-}"; shift 2 || { usage >&2; exit 2; } ;;
    --dry-run) dry_run=true; shift ;;
    --help) usage; exit 0 ;;
    *) echo "Unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
done
if ! [[ "$app" =~ ^[0-9a-fA-F-]{36}$ ]]; then
  echo "--app-id: expected a GUID, got '$app'." >&2
  usage >&2
  exit 2
fi

# Only what has our role is ours to remove.
name="$(az ad app list --app-id "$app" --query "[?appRoles[?value=='Digest.Read']].displayName | [0]" --output tsv)"
if [ -z "$name" ]; then
  echo "No application $app with the app role Digest.Read: nothing to remove."
elif $dry_run; then
  echo "Would remove: $name ($app)"
else
  az ad app delete --id "$app"
  echo "Removed: $name ($app)"
fi
