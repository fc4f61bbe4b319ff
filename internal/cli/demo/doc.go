// Package demo tells the main job of Azimuth as a story: an identity is switched
// on for a scale set, the processes inside its instances get tokens, Resource
// Manager judges them by their roles, and an identity that is removed is refused.
//
// It owns the story: which steps there are, in which order, what each is given
// and what must be true of its result. It does not talk to a server itself, but
// for the handles of the instances: each step is done by a client in a process
// of its own, the built-in one or another program.
//
// # The protocol of a step
//
// The demo runs
//
//	PROGRAM STEP
//
// once for each step, in a fresh process, with nothing on standard input. STEP is
// one of the names below. What the step needs is in environment variables. The
// program prints one JSON object on standard output, the result, and exits with
// 0. A refusal that the step asks about (a token or a read that is denied) is a
// result and not a failure. On a failure the program says why on standard error
// and exits with another status; the story then ends. Members of the result that
// are not listed are ignored. A step may take 20 s at most.
//
// Every process gets these variables, and of the demo's own environment only
// PATH, HOME, the directory for temporary files and what the operating system needs:
//
//	AZIMUTH_RESOURCE_MANAGER  origin of Resource Manager, "https://127.0.0.1:8443"
//	AZIMUTH_LOGIN             origin of the token service, without a slash at the end
//	AZIMUTH_GRAPH             origin of Microsoft Graph
//	AZIMUTH_METADATA          origin of the metadata service, "http://127.0.0.1:8080"
//	AZURE_AUTHORITY_HOST      AZIMUTH_LOGIN with a slash at the end
//	AZURE_TENANT_ID           GUID
//	AZURE_SUBSCRIPTION_ID     GUID
//	SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE   file: the system's roots and the server's
//	NODE_EXTRA_CA_CERTS       file: the server's root
//	AZIMUTH_DEMO_GROUP        name of the resource group
//	AZIMUTH_DEMO_LOCATION     location of everything that is made, "westeurope"
//	AZIMUTH_DEMO_SCALE_SET    name of the scale set
//
// A step of the administrator also gets
//
//	AZURE_CLIENT_ID, AZURE_CLIENT_SECRET
//
// and signs in with them (client_credentials; instance discovery must be off). A
// step inside a machine gets, in their place,
//
//	HTTP_PROXY, http_proxy    "http://HANDLE@127.0.0.1:8080": the metadata service as
//	                          the proxy through which this machine reaches http://169.254.169.254
//	NO_PROXY, no_proxy        "127.0.0.1,localhost"
//
// and must ask for tokens at http://169.254.169.254 through the proxy, as every
// SDK does by itself on a machine. Without HTTP_PROXY it must fail.
//
// # The steps
//
// Steps of the administrator. ID is a full resource id throughout.
//
//	create-group      makes AZIMUTH_DEMO_GROUP
//	                  result: id, location
//	create-network    makes AZIMUTH_DEMO_NETWORK (name) with 10.0.0.0/16 and in it
//	                  AZIMUTH_DEMO_SUBNET (name) with 10.0.0.0/24
//	                  result: id, subnetId
//	create-identity   makes the user-assigned identity AZIMUTH_DEMO_IDENTITY (name)
//	                  result: id, principalId, clientId
//	create-scale-set  makes the scale set with upgrade mode Automatic, 2 instances of
//	                  Standard_B1s in the subnet AZIMUTH_DEMO_SUBNET_ID (ID), with the
//	                  identities SystemAssigned and AZIMUTH_DEMO_IDENTITY_ID (ID)
//	                  result: scale set, as below
//	add-identity      adds AZIMUTH_DEMO_IDENTITY_ID (ID) to the scale set with PATCH
//	                  (type "SystemAssigned, UserAssigned")
//	                  result: scale set
//	assign-role       gives AZIMUTH_DEMO_PRINCIPAL_ID (a service principal's object id) the
//	                  built-in role AZIMUTH_DEMO_ROLE (its name, "Reader", to be looked up)
//	                  at AZIMUTH_DEMO_SCOPE (ID)
//	                  result: id, roleDefinitionId, principalId, scope
//	remove-identity   sets the scale set's identity to None with PATCH
//	                  result: scale set
//
// A scale set in a result is
//
//	id, upgradeMode, capacity (number),
//	identityType  as Resource Manager shows it; "None" also where it shows no identity
//	principalId   of the system-assigned identity, "" for none
//	userAssigned  array of {id, principalId, clientId}, in any order, [] for none
//
// Steps inside a machine:
//
//	machine-token     asks for a token for AZIMUTH_DEMO_RESOURCE ("https://management.azure.com"),
//	                  of the user-assigned identity with the client id AZIMUTH_DEMO_CLIENT_ID
//	                  where that is set, else of the system-assigned one
//	                  result: token, or error (text that has the service's own message in it)
//	read-scale-set    gets a token (system-assigned) for https://management.azure.com and reads
//	                  the scale set with it. Where AZIMUTH_DEMO_TOKEN is set, that token
//	                  is used and none is asked for.
//	                  result: status (number), and of the answer: name for 200, else
//	                  code and message of the error
//
// A step of nobody, with neither the administrator's nor a machine's variables:
//
//	verify-token      finds the published keys by OpenID Connect discovery at
//	                  AZIMUTH_LOGIN/AZURE_TENANT_ID/v2.0/.well-known/openid-configuration and
//	                  checks signature (RS256 only), lifetime and audience
//	                  AZIMUTH_DEMO_RESOURCE of AZIMUTH_DEMO_TOKEN with them
//	                  result: verified (boolean), keyId, and issuer, objectId (claim oid),
//	                  or error (text) where it is not verified
package demo
