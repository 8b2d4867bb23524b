#!/usr/bin/env bash
# Takes back what grant-graph.sh granted. Run by a Privileged Role Administrator.
# https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: revoke-graph.sh --principal-id ID [--dry-run]
  --principal-id   object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
  --dry-run        say what would be done, change nothing
Needs the Azure CLI, signed in as a Privileged Role Administrator: az login
TEXT
}

principal=''
dry_run=false
while [ $# -gt 0 ]; do
  case "$1" in
    --principal-id) principal="${2:-}"; shift 2 || { usage >&2; exit 2; } ;;
    --dry-run) dry_run=true; shift ;;
    --help) usage; exit 0 ;;
    *) echo "Unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
done
if ! [[ "$principal" =~ ^[0-9a-fA-F-]{36}$ ]]; then
  echo "--principal-id: expected a GUID, got '$principal'." >&2
  usage >&2
  exit 2
fi

graph="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)"
graph="${graph%/}/v1.0"
microsoft_graph='00000003-0000-0000-c000-000000000000'

for permission in 'AuditLog.Read.All'; do
  role="$(az rest --method get --url "$graph/servicePrincipals(appId='$microsoft_graph')" \
    --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)"
  assignment="$(az rest --method get --url "$graph/servicePrincipals/$principal/appRoleAssignments" \
    --query "value[?appRoleId=='$role'].id | [0]" --output tsv)"
  if [ -z "$assignment" ]; then
    echo "Not granted: $permission"
  elif $dry_run; then
    echo "Would take back: $permission"
  else
    az rest --method delete --url "$graph/servicePrincipals/$principal/appRoleAssignments/$assignment" --output none
    echo "Taken back: $permission"
  fi
done
