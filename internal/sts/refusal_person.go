package sts

import (
	"errors"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/signin"
)

// Entra's errors about the sign-in of people. (Its reference of error codes, and
// its documents of the authorization code and device code flows.)
var (
	wrongRedirect = refusal{
		50011, resource.KindInvalid, "invalid_request",
		"The redirect URI '%s' specified in the request does not match the redirect URIs configured for the application '%s'. Make sure the redirect URI sent in the request matches one added to your application.",
	}
	unsupportedResponse = refusal{
		700054, resource.KindInvalid, "unsupported_response_type",
		"response_type '%s' is not enabled for the application. Use 'code'.",
	}
	unsupportedMode = refusal{
		70007, resource.KindInvalid, "unsupported_response_mode",
		"'%s' is not a supported value of 'response_mode' when requesting a code.",
	}
	missingChallenge = refusal{
		9002325, resource.KindInvalid, "invalid_request",
		"Proof Key for Code Exchange is required for the authorization code redemption of a public client.",
	}
	wrongChallenge = refusal{
		501491, resource.KindInvalid, "invalid_request",
		"Invalid size of Code_Challenge parameter, or 'code_challenge_method' is not 'S256'.",
	}
	foreignForm = refusal{
		90009, resource.KindForbidden, "invalid_request",
		"The form was sent from a page of another site.",
	}
	noSession = refusal{
		50058, resource.KindInvalid, "login_required",
		"A silent sign-in request was sent but no user is signed in.",
	}
	needsInteraction = refusal{
		65001, resource.KindInvalid, "interaction_required",
		"The user has not consented to use the application with ID '%s'. Send an interactive authorization request for this user and resource.",
	}
	declined = refusal{
		65004, resource.KindInvalid, "access_denied",
		"User declined to consent to access the app.",
	}
	wrongSignIn = refusal{
		50126, resource.KindInvalid, "invalid_grant",
		"Error validating credentials due to invalid username or password. The password of a user is a one-time code: 'azimuth portal' gives one.",
	}
	tooManySignIns = refusal{
		50053, resource.KindInvalid, "invalid_grant",
		"You've tried to sign in too many times with an incorrect user name or code. Try again in %s.",
	}
	disabledUser = refusal{
		50057, resource.KindInvalid, "invalid_grant",
		"The user account is disabled.",
	}

	publicClient = refusal{
		700025, resource.KindUnauthenticated, "invalid_client",
		"Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
	}
	confidentialClient = refusal{
		7000218, resource.KindUnauthenticated, "invalid_client",
		"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
	}
	wrongGrant = refusal{
		70000, resource.KindInvalid, "invalid_grant",
		"Provided grant is invalid or malformed.",
	}
	expiredGrant = refusal{
		70008, resource.KindInvalid, "invalid_grant",
		"The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
	}
	usedGrant = refusal{
		54005, resource.KindInvalid, "invalid_grant",
		"OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
	}
	otherClientGrant = refusal{
		700007, resource.KindInvalid, "invalid_grant",
		"The provided grant was issued to another client.",
	}
	otherRedirect = refusal{
		500112, resource.KindInvalid, "invalid_grant",
		"The reply address '%s' does not match the reply address provided when requesting Authorization code.",
	}
	wrongVerifier = refusal{
		501481, resource.KindInvalid, "invalid_grant",
		"The Code_Verifier does not match the code_challenge supplied in the authorization request.",
	}
	revokedGrant = refusal{
		50173, resource.KindInvalid, "invalid_grant",
		"The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have been disabled, or might have signed out.",
	}

	devicePending = refusal{
		70016, resource.KindInvalid, "authorization_pending",
		"OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
	}
	deviceTooSoon = refusal{
		70016, resource.KindInvalid, "slow_down",
		"OAuth 2.0 device flow error. Authorization is pending. Poll no more often than the interval says.",
	}
	deviceDeclined = refusal{
		65004, resource.KindInvalid, "authorization_declined",
		"The end user denied the authorization request.",
	}
	deviceUnknown = refusal{
		70018, resource.KindInvalid, "bad_verification_code",
		"Invalid verification code: the device code is not one that was given to this client.",
	}
	deviceExpired = refusal{
		70019, resource.KindInvalid, "expired_token",
		"Verification code expired. Have the user retry the sign-in.",
	}
	deviceUsed = refusal{
		70000, resource.KindInvalid, "invalid_grant",
		"The device code was already redeemed.",
	}
	tooManyDevices = refusal{
		50196, resource.KindInvalid, "temporarily_unavailable",
		"Too many device codes are being asked for. Try again in %s.",
	}
)

// refusals are what the reasons of package signin are to a client that presents
// a code or a refresh token.
var refusals = map[error]refusal{
	signin.ErrUnknown:       wrongGrant,
	signin.ErrExpired:       expiredGrant,
	signin.ErrUsed:          usedGrant,
	signin.ErrRevoked:       revokedGrant,
	signin.ErrOtherClient:   otherClientGrant,
	signin.ErrVerifier:      wrongVerifier,
	signin.ErrWrongPasscode: wrongSignIn,
	signin.ErrDisabled:      disabledUser,
}

// deviceRefusals are what they are to a device that polls.
var deviceRefusals = map[error]refusal{
	signin.ErrUnknown:     deviceUnknown,
	signin.ErrOtherClient: deviceUnknown,
	signin.ErrExpired:     deviceExpired,
	signin.ErrUsed:        deviceUsed,
	signin.ErrPending:     devicePending,
	signin.ErrTooSoon:     deviceTooSoon,
	signin.ErrDeclined:    deviceDeclined,
	signin.ErrRevoked:     revokedGrant,
}

// refusalFor is the error in Entra's words, where it is one of the reasons.
func refusalFor(err error, reasons map[error]refusal) error {
	if throttled, ok := errors.AsType[*signin.ThrottledError](err); ok {
		return tooManySignIns.error(throttled.Wait)
	}
	for reason, row := range reasons {
		if errors.Is(err, reason) {
			return row.error()
		}
	}
	return err
}
