#!/bin/sh
# A program as people write them for Azure: it knows nothing of Azimuth. It says
# which machine it is on, and which resource groups its identity may see.
set -e

metadata() { curl -sS --fail-with-body -H Metadata:true "http://169.254.169.254/metadata/$1"; }

of() { metadata "instance/compute/$1?api-version=2021-02-01&format=text"; }

answer=$(metadata "identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/")
token=${answer#*'"access_token":"'}
token=${token%%'"'*}
groups=$(curl -sS -H "Authorization: Bearer $token" \
  "https://management.azure.com/subscriptions/$(of subscriptionId)/resourceGroups?api-version=2021-04-01")
echo "machine: $(of name)"
echo "groups: $groups"
