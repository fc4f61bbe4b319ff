package imds

import (
	"errors"
	"net/http"
)

// The api-versions of the App Service protocol, each with its own header.
const (
	appServiceVersion    = "2019-08-01" // X-IDENTITY-HEADER
	appServiceOldVersion = "2017-09-01" // secret
)

var appServiceAnswer = protocol{
	path: pathAppService,
	version: func(version string, by teller) bool {
		if by == bySecretHeader {
			return version == appServiceOldVersion
		}
		return version == appServiceVersion
	},
	write: appServiceBody,
}

// answerAppService speaks the token protocol of App Service for a machine: the
// clients of a web app then work on it as they are. Which identity is meant
// follows the rules of machines.
func (h *Handler) answerAppService(w http.ResponseWriter, r *http.Request) error {
	c := h.appServiceCaller(r)
	err := h.answer(w, r, c, r.URL.RawQuery, appServiceAnswer)
	if err == nil {
		return nil
	}
	// A wrong header counts before anything else that is wrong.
	if _, unknown := h.machine(r.Context(), c); errors.Is(unknown, errIdentity) {
		return errIdentityHeader
	}
	if errors.Is(err, errIdentity) {
		return errNoneOfThem
	}
	return err
}
