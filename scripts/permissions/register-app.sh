#!/usr/bin/env bash
# Registers the Entra application that Easy Auth signs people in with: the app role Digest.Read, assignment
# required, the app's identity as its credential instead of a secret. Run by an Application Administrator.
# https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: register-app.sh --url URL --principal-id ID [--assign ID]... [--name NAME] [--dry-run]
  --url            address of the function app: azd env get-value FUNCTION_APP_URL
  --principal-id   object id of the managed identity: azd env get-value IDENTITY_PRINCIPAL_ID
  --assign         object id of a user or group that may read the digest; may be repeated
  --name           display name of the application (MFA Digest)
  --dry-run        say what would be done, change nothing
Needs the Azure CLI, signed in as an Application Administrator: az login
TEXT
}

url=''
principal=''
name='MFA Digest'
readers=()
dry_run=false
while [ $# -gt 0 ]; do
  case "$1" in
    --url) url="${2:-}"; shift 2 || { usage >&2; exit 2; } ;;
    --principal-id) principal="${2:-}"; shift 2 || { usage >&2; exit 2; } ;;
    --assign) readers+=("${2:-}"); shift 2 || { usage >&2; exit 2; } ;;
    --name) name="${2:-}"; shift 2 || { usage >&2; exit 2; } ;;
    --dry-run) dry_run=true; shift ;;
    --help) usage; exit 0 ;;
    *) echo "Unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
done
for id in "$principal" ${readers[@]+"${readers[@]}"}; do
  if ! [[ "$id" =~ ^[0-9a-fA-F-]{36}$ ]]; then
    echo "--principal-id, --assign: expected a GUID, got '$id'." >&2
    usage >&2
    exit 2
  fi
done
if ! [[ "$url" =~ ^https://[a-zA-Z0-9.-]+/?$ ]]; then
  echo "--url: expected https://host, got '$url'." >&2
  usage >&2
  exit 2
fi
if ! [[ "$name" =~ ^[a-zA-Z0-9\ ._-]{1,100}$ ]]; then
  echo "--name: expected letters, digits, spaces, dots and dashes, got '$name'." >&2
  exit 2
fi

# Ours, and the same everywhere, so that running this again changes nothing.
role_id='6b1f7a0e-5c0d-4d6c-9a35-2f8e0d7c4b19'
roles='[{"id":"'"$role_id"'","allowedMemberTypes":["User"],"displayName":"Read the digest","description":"May open the digest and history of MFA Digest.","value":"Digest.Read","isEnabled":true}]'
redirect="${url%/}/.auth/login/aad/callback"
graph="$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)"
graph="${graph%/}/v1.0"
authority="$(az cloud show --query endpoints.activeDirectory --output tsv)"
authority="${authority%/}"
tenant="$(az account show --query tenantId --output tsv)"

app="$(az ad app list --filter "displayName eq '$name'" --query '[].appId' --output tsv)"
if [ "$(wc -w <<<"$app")" -gt 1 ]; then
  echo "There are several applications named '$name'; choose another --name, or remove all but one." >&2
  exit 1
fi

if $dry_run; then
  if [ -n "$app" ]; then echo "Would update the application '$name' ($app):"; else echo "Would register the application '$name':"; fi
  echo "  redirect address $redirect, ID tokens, app role Digest.Read"
  echo "  credential: tokens of the managed identity $principal, no secret"
  echo "  assignment required, consent to openid, profile and email for everybody assigned"
  for reader in ${readers[@]+"${readers[@]}"}; do echo "  Digest.Read for $reader"; done
  exit 0
fi

if [ -z "$app" ]; then
  app="$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg \
    --web-redirect-uris "$redirect" --enable-id-token-issuance true --app-roles "$roles" \
    --query appId --output tsv)"
  echo "Registered: $name ($app)"
else
  az ad app update --id "$app" --sign-in-audience AzureADMyOrg \
    --web-redirect-uris "$redirect" --enable-id-token-issuance true --app-roles "$roles"
  echo "Updated: $name ($app)"
fi
az ad app update --id "$app" --identifier-uris "api://$app"

credential='{"name":"easy-auth","issuer":"'"$authority/$tenant/v2.0"'","subject":"'"$principal"'","audiences":["api://AzureADTokenExchange"],"description":"The managed identity of the function app"}'
if [ -z "$(az ad app federated-credential list --id "$app" --query "[?name=='easy-auth'].id" --output tsv)" ]; then
  az ad app federated-credential create --id "$app" --parameters "$credential" --output none
else
  az ad app federated-credential update --id "$app" --federated-credential-id easy-auth --parameters "$credential"
fi
echo "Credential: the managed identity $principal"

service="$(az ad sp list --filter "appId eq '$app'" --query '[].id' --output tsv)"
if [ -z "$service" ]; then service="$(az ad sp create --id "$app" --query id --output tsv)"; fi
az ad sp update --id "$service" --set appRoleAssignmentRequired=true
granted="$(az ad app permission list-grants --id "$app" --query '[].scope' --output tsv)"
if ! grep -q 'openid' <<<"$granted"; then
  # Sign-in and nothing else; without it each reader would be asked, where people may consent at all.
  az ad app permission grant --id "$app" --api 00000003-0000-0000-c000-000000000000 \
    --scope 'openid profile email' --output none
fi
echo 'Assignment required: only those with Digest.Read are signed in'

assigned="$(az rest --method get --url "$graph/servicePrincipals/$service/appRoleAssignedTo" \
  --query "value[?appRoleId=='$role_id'].principalId" --output tsv)"
for reader in ${readers[@]+"${readers[@]}"}; do
  if grep -qixF "$reader" <<<"$assigned"; then
    echo "Already assigned: Digest.Read to $reader"
  else
    az rest --method post --url "$graph/servicePrincipals/$service/appRoleAssignedTo" \
      --headers 'Content-Type=application/json' \
      --body "{\"principalId\":\"$reader\",\"resourceId\":\"$service\",\"appRoleId\":\"$role_id\"}" --output none
    echo "Assigned: Digest.Read to $reader"
  fi
done
echo
echo 'Now tell the deployment:'
echo "  azd env set AUTH_CLIENT_ID $app"
echo '  azd provision'
