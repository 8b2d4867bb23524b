#!/usr/bin/env bash
# Lets the app's identity read sign-ins: the Microsoft Graph application permission AuditLog.Read.All, and nothing
# else. Run by a Privileged Role Administrator.
# https://learn.microsoft.com/graph/api/signin-list#permissions
# https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignments
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: grant-graph.sh --principal-id ID [--dry-run]
  --principal-id   object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
  --dry-run        say what would be done, change nothing
Needs the Azure CLI, signed in as a Privileged Role Administrator: az login
TEXT
}

principal=''
wanted=('AuditLog.Read.All')
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

identity="$(az rest --method get --url "$graph/servicePrincipals/$principal" --query displayName --output tsv)"
graph_id="$(az rest --method get --url "$graph/servicePrincipals(appId='$microsoft_graph')" --query id --output tsv)"
assigned="$(az rest --method get --url "$graph/servicePrincipals/$principal/appRoleAssignments" \
  --query "value[?resourceId=='$graph_id'].appRoleId" --output tsv)"
echo "Identity: $identity ($principal)"

wanted_ids=()
for permission in "${wanted[@]}"; do
  role="$(az rest --method get --url "$graph/servicePrincipals(appId='$microsoft_graph')" \
    --query "appRoles[?value=='$permission' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)"
  if [ -z "$role" ]; then
    echo "Microsoft Graph of this cloud has no application permission $permission." >&2
    exit 1
  fi
  wanted_ids+=("$role")
  if grep -qixF "$role" <<<"$assigned"; then
    echo "Already granted: $permission"
  elif $dry_run; then
    echo "Would grant: $permission"
  else
    az rest --method post --url "$graph/servicePrincipals/$principal/appRoleAssignments" \
      --headers 'Content-Type=application/json' \
      --body "{\"principalId\":\"$principal\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$role\"}" \
      --output none
    echo "Granted: $permission"
  fi
done

# More than is needed is told, not taken away: somebody may have had a reason.
while read -r role; do
  [ -n "$role" ] || continue
  if ! printf '%s\n' "${wanted_ids[@]}" | grep -qixF "$role"; then
    name="$(az rest --method get --url "$graph/servicePrincipals(appId='$microsoft_graph')" \
      --query "appRoles[?id=='$role'].value | [0]" --output tsv)"
    echo "WARNING: the identity also holds ${name:-$role}, which MFA Digest does not need. Remove it in the Entra admin center." >&2
  fi
done <<<"$assigned"
echo 'Tokens already issued do not know of it yet; within an hour at most, or after a restart of the app, they do.'
