package sts

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/sts/page"
)

// authorization is a client's request that a person sign in for it.
type authorization struct {
	client party
	kind   redirectKind
	to     *url.URL
	// uri is where to answer, as the client wrote it, mode how, state what goes along.
	uri, mode, state string
	query            form
}

// authorize lets a person sign in for a client, and answers the client with a
// code, by way of the browser.
func (s *Service) authorize(x *exchange) error {
	q, err := readQuery(x)
	if err != nil {
		return err
	}
	// Until client and redirect URI are known to belong together, nothing is sent there.
	a, err := s.readClientAndRedirect(x, q)
	if err != nil {
		return err
	}
	if err := s.checkAuthorization(x, a); err != nil {
		return s.refuseClient(x, a, err)
	}
	v, err := s.visitor(x)
	if err != nil {
		return s.refuseClient(x, a, err)
	}
	if x.request.Method == http.MethodPost {
		return s.decide(x, a, v)
	}
	if err := s.ask(x, a, v); err != nil {
		return s.refuseClient(x, a, err)
	}
	return nil
}

func (s *Service) readClientAndRedirect(x *exchange, q form) (authorization, error) {
	id, err := q.need("client_id")
	if err != nil {
		return authorization{}, err
	}
	p, err := s.findParty(x.request.Context(), x, id)
	if err != nil {
		return authorization{}, err
	}
	a := authorization{client: p, uri: q["redirect_uri"], mode: "query", state: q["state"], query: q}
	if a.uri == "" {
		return a, missingField.error("redirect_uri")
	}
	var ok bool
	if a.kind, a.to, ok = p.redirectTo(a.uri); !ok {
		return a, wrongRedirect.error(shown(a.uri), p.id)
	}
	switch mode := q["response_mode"]; mode {
	case "", "query":
	case "fragment":
		a.mode = mode
	case "form_post":
		if a.to.Scheme != "https" && a.to.Scheme != "http" {
			return a, unsupportedMode.error(shown(mode))
		}
		a.mode = mode
	default:
		return a, unsupportedMode.error(shown(mode))
	}
	return a, nil
}

// challengeSize is the length of an S256 challenge: 32 bytes in base64url.
const challengeSize = 43

// checkAuthorization checks the rest of a request, of which the client may be told.
func (s *Service) checkAuthorization(x *exchange, a authorization) error {
	q := a.query
	response, err := q.need("response_type")
	if err != nil {
		return err
	}
	if response != "code" {
		return unsupportedResponse.error(shown(response))
	}
	challenge, method := q["code_challenge"], q["code_challenge_method"]
	switch {
	case challenge == "" && method == "" && a.kind != redirectWeb:
		return missingChallenge.error()
	case challenge == "" && method == "":
	case method != "S256", len(challenge) != challengeSize:
		return wrongChallenge.error()
	default:
		if _, err := base64.RawURLEncoding.DecodeString(challenge); err != nil {
			return wrongChallenge.error()
		}
	}
	if x.endpoint.isV2() {
		if _, err := q.need("scope"); err != nil {
			return err
		}
	}
	w, err := wantOf(q, x.endpoint, "", "")
	if err != nil {
		return err
	}
	return s.checkAudience(x, w.audience)
}

// ask answers the client at once where it may have that, or else shows a page.
func (s *Service) ask(x *exchange, a authorization, v visitor) error {
	prompt := a.query["prompt"]
	fits := v.known && s.fits(x, a, v)
	switch {
	case prompt == "none" && !fits:
		return noSession.error()
	case prompt == "none" && !a.client.silent:
		return needsInteraction.error(a.client.id)
	case fits && a.client.silent && (prompt == "" || prompt == "none"):
		return s.grant(x, a, v)
	case fits && prompt != "login":
		return s.confirm(x, a, v)
	default:
		return s.signInFor(x, a, a.query["login_hint"], "")
	}
}

// fits reports whether the client can take who is signed in.
func (s *Service) fits(x *exchange, a authorization, v visitor) bool {
	if hint := a.query["login_hint"]; hint != "" && !strings.EqualFold(hint, v.user.UserPrincipalName) {
		return false
	}
	if age, err := strconv.ParseInt(a.query["max_age"], 10, 32); err == nil {
		return x.now.Sub(v.person.At) <= time.Duration(age)*time.Second
	}
	return true
}

// The values of a form's field "decision".
const (
	decidedContinue = "continue"
	decidedOther    = "other"
	decidedCancel   = "cancel"
)

// decide acts on what a person sent from a page.
func (s *Service) decide(x *exchange, a authorization, v visitor) error {
	f, err := readForm(x.writer, x.request)
	if err != nil {
		return err
	}
	switch f["decision"] {
	case decidedCancel:
		return s.refuseClient(x, a, declined.error())
	case decidedOther:
		return s.signInFor(x, a, "", "")
	case decidedContinue:
		// The page named a user; meanwhile another may have signed in.
		if !v.known || f["as"] != v.user.ID {
			return s.signInFor(x, a, a.query["login_hint"], "")
		}
	default:
		var wrong string
		if v, wrong, err = s.signInWith(x, f); err != nil {
			return err
		}
		if !v.known {
			return s.signInFor(x, a, f["user"], wrong)
		}
	}
	return s.grant(x, a, v)
}

// formAction is the request's own address, written anew: as it was asked for it
// might be read as another host's.
func (x *exchange) formAction() string {
	path := "/oauth2/authorize"
	if x.endpoint.isV2() {
		path = "/oauth2/v2.0/authorize"
	}
	return "/" + x.tenant + path + "?" + x.request.URL.RawQuery
}

func (s *Service) signInFor(x *exchange, a authorization, user, wrong string) error {
	if user == "" {
		user = s.config.DefaultUser
	}
	return page.Write(x.writer, http.StatusOK, page.SignIn{
		Action: x.formAction(), Client: a.client.name, User: shown(user), Wrong: wrong, Cancel: true,
	}, sourceOf(a.to))
}

func (s *Service) confirm(x *exchange, a authorization, v visitor) error {
	return page.Write(x.writer, http.StatusOK, page.Confirm{
		Action: x.formAction(), Client: a.client.name, User: v.user.UserPrincipalName,
		Fields: []page.Hidden{{Name: "as", Value: v.user.ID}},
	}, sourceOf(a.to))
}

// grant gives the client a code.
func (s *Service) grant(x *exchange, a authorization, v visitor) error {
	code, err := s.config.People.NewCode(x.request.Context(), signin.Authorization{
		Person: v.person, ClientID: a.client.id, RedirectURI: a.uri, Challenge: a.query["code_challenge"],
		Scope: a.query["scope"], Resource: a.query["resource"], Nonce: a.query["nonce"],
		Browser: a.kind == redirectPage, Confidential: a.kind == redirectWeb,
	})
	if err != nil {
		return s.refuseClient(x, a, err)
	}
	return s.reply(x, a, []page.Hidden{{Name: "code", Value: code}, {Name: "session_state", Value: s.config.Sources.NewGUID()}})
}

// refuseClient tells the client what is wrong.
func (s *Service) refuseClient(x *exchange, a authorization, err error) error {
	body := x.errorBody(s.refusalOf(x, err))
	return s.reply(x, a, []page.Hidden{{Name: "error", Value: body.Error}, {Name: "error_description", Value: body.Description}, {Name: "error_uri", Value: body.URI}})
}

// reply takes an answer to the client's address, in the way it asked for.
func (s *Service) reply(x *exchange, a authorization, fields []page.Hidden) error {
	if a.state != "" {
		fields = append(fields, page.Hidden{Name: "state", Value: a.state})
	}
	if a.mode == "form_post" {
		return page.Write(x.writer, http.StatusOK, page.Post{Action: a.uri, Client: a.client.name, Fields: fields}, sourceOf(a.to))
	}
	values := make([]string, len(fields))
	for i, field := range fields {
		values[i] = url.QueryEscape(field.Name) + "=" + url.QueryEscape(field.Value)
	}
	encoded := strings.Join(values, "&")
	separator := "?"
	switch {
	case a.mode == "fragment":
		separator = "#"
	case strings.Contains(a.uri, "?"):
		separator = "&"
	}
	if a.to.Scheme == "http" && a.to.Path == "" && a.to.RawQuery == "" {
		separator = "/" + separator
	}
	x.redirect(a.uri + separator + encoded)
	return nil
}
