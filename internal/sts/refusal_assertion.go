package sts

import "github.com/azimuthid/azimuth/internal/resource"

// Entra's errors about client assertions and federated credentials. (Texts,
// statuses and "error" as its answers in the issue trackers of its client
// libraries have them; 70021 as of 2022, its successors as of 2024.)
var (
	unsupportedAssertion = refusal{
		900144, resource.KindInvalid, "invalid_request",
		"The request body must contain the following parameter: 'client_assertion_type' with the value 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
	}
	malformedAssertion = refusal{
		50027, resource.KindInvalid, "invalid_request",
		"JWT token is invalid or malformed. %s",
	}
	otherApplication = refusal{
		700021, resource.KindUnauthenticated, "invalid_client",
		"Client assertion application identifier doesn't match 'client_id' parameter.",
	}
	otherRealm = refusal{
		700023, resource.KindUnauthenticated, "invalid_client",
		"Client assertion audience claim does not match Realm issuer.",
	}
	outsideTime = refusal{
		700024, resource.KindUnauthenticated, "invalid_client",
		"Client assertion is not within its valid time range. Current time: %s, assertion valid from %s, expiry time of assertion %s.",
	}
	unknownAssertionKey = refusal{
		700027, resource.KindUnauthenticated, "invalid_client",
		"Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by client: '%s']",
	}
	expiredAssertionKey = refusal{
		700027, resource.KindUnauthenticated, "invalid_client",
		"Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: '%s', Found key 'Start=%s, End=%s']",
	}
	wrongSignature = refusal{
		700027, resource.KindUnauthenticated, "invalid_client",
		"Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '%s']",
	}

	noFederatedCredential = refusal{
		70021, resource.KindInvalid, "invalid_request",
		"No matching federated identity record found for presented assertion. Assertion Issuer: '%s'. Assertion Subject: '%s'. Assertion Audience: '%s'. " + federationGuide,
	}
	otherIssuer = refusal{
		700211, resource.KindUnauthenticated, "invalid_client",
		"No matching federated identity record found for presented assertion issuer '%s'. " + federationHint,
	}
	otherAudience = refusal{
		700212, resource.KindUnauthenticated, "invalid_client",
		"No matching federated identity record found for presented assertion audience '%s'. " + federationHint,
	}
	otherSubject = refusal{
		700213, resource.KindUnauthenticated, "invalid_client",
		"No matching federated identity record found for presented assertion subject '%s'. " + federationHint,
	}
	otherSubjectCase = refusal{
		7002138, resource.KindUnauthenticated, "invalid_client",
		"No matching federated identity record found for presented assertion subject '%s'. The subject matches when letter case is ignored, but matching is case-sensitive. " + federationHint,
	}
	ownTokens = refusal{
		700222, resource.KindUnauthenticated, "invalid_client",
		"AAD-issued tokens may not be used for federated identity flows.",
	}
	revokedAssertion = refusal{
		50173, resource.KindInvalid, "invalid_grant",
		"The provided grant has expired due to it being revoked, a fresh auth token is needed.",
	}
	unreachableIssuer = refusal{
		50166, resource.KindInvalid, "invalid_request",
		"Request to External OIDC endpoint failed.",
	}
)

const (
	federationGuide = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
	federationHint  = "Please check your federated identity credential Subject, Audience and Issuer against the presented assertion. " + federationGuide
)
