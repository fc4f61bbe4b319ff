package sts

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/sts/page"
)

// page answers at an address that people see in a browser.
func (s *Service) page(x *exchange) error {
	// A form of ours comes from a page of ours: what another page sends in the
	// person's name is refused.
	if err := http.NewCrossOriginProtection().Check(x.request); err != nil && x.endpoint != logout {
		return foreignForm.error()
	}
	switch x.endpoint {
	case deviceLogin:
		return s.deviceLogin(x)
	case logout:
		return s.logout(x)
	case signIn:
		return s.signInAlone(x)
	default:
		return s.authorize(x)
	}
}

// failPage shows an error. It never redirects.
func (s *Service) failPage(x *exchange, r *refused) {
	body := x.errorBody(r)
	title := "Sign-in did not work"
	lines := strings.Split(body.Description, "\r\n")
	err := page.Write(x.writer, statusOf(r.row.kind), page.Message{Title: title, Text: lines[0], Details: lines[1:]})
	if err != nil {
		s.config.Log.Error("sts: a page could not be drawn", "trace_id", x.trace, "error", err)
	}
}

// The browser's session. The prefix makes browsers keep the cookie to this host,
// to https and to the whole of it; that it is strict keeps it at home when
// another site leads here.
const sessionCookie = "__Host-azimuth-session"

func (x *exchange) sessionSecret() string {
	cookie, err := x.request.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (x *exchange) setSession(secret string) {
	cookie := &http.Cookie{Name: sessionCookie, Value: secret, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if secret == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(x.writer, cookie)
}

// visitor is who looks at a page: nobody, or whom the browser is signed in as.
type visitor struct {
	known  bool
	user   directory.User
	person signin.Person
}

func (s *Service) visitor(x *exchange) (v visitor, err error) {
	v.user, v.person, v.known, err = s.config.People.Session(x.request.Context(), x.sessionSecret())
	return v, err
}

// signInWith signs the person in whose name and code a form holds, and gives
// the browser a new session in place of the one that it had. wrong is what to
// say of a name or code that is not right.
func (s *Service) signInWith(x *exchange, f form) (v visitor, wrong string, err error) {
	ctx := x.request.Context()
	u, p, err := s.config.People.Prove(ctx, f["user"], f["code"])
	if err != nil {
		r, ok := errors.AsType[*refused](refusalFor(err, refusals))
		if !ok {
			return v, "", err
		}
		return v, s.refusalOf(x, r).cause.Message, nil
	}
	if err := s.config.People.EndSession(ctx, x.sessionSecret()); err != nil {
		return v, "", err
	}
	secret, p, err := s.config.People.NewSession(ctx, p)
	if err != nil {
		return v, "", err
	}
	x.setSession(secret)
	s.config.Log.Info("sts: signed in", "trace_id", x.trace, "user", u.ID)
	return visitor{known: true, user: u, person: p}, "", nil
}

// signInAlone signs a person in for nobody in particular: for the portal.
func (s *Service) signInAlone(x *exchange) error {
	content := page.SignIn{Action: "/signin", User: s.config.DefaultUser}
	if x.request.Method == http.MethodPost {
		f, err := readForm(x.writer, x.request)
		if err != nil {
			return err
		}
		v, wrong, err := s.signInWith(x, f)
		if err != nil {
			return err
		}
		if v.known {
			x.redirect(x.origin + PortalPath)
			return nil
		}
		content.User, content.Wrong = f["user"], wrong
		return page.Write(x.writer, http.StatusOK, content)
	}
	v, err := s.visitor(x)
	if err != nil {
		return err
	}
	asked := x.request.URL.Query().Get("user")
	content.Handed = isHanded(x.request)
	if v.known && !content.Handed && (asked == "" || strings.EqualFold(asked, v.user.UserPrincipalName)) {
		x.redirect(x.origin + PortalPath)
		return nil
	}
	if asked != "" {
		content.User = shown(asked)
	}
	return page.Write(x.writer, http.StatusOK, content)
}

// isHanded reports whether a program on the person's machine opened the page with a
// code in its address. Behind a link of another site such an address would sign the
// person in as somebody else: browsers say where they were led from.
func isHanded(r *http.Request) bool {
	return r.URL.Query().Has("handed") && r.Header.Get("Sec-Fetch-Site") == "none"
}

// redirect leads the browser to an address, always with GET.
func (x *exchange) redirect(to string) {
	x.writer.Header().Set("Location", to)
	x.writer.Header().Set("Referrer-Policy", "no-referrer")
	x.writer.WriteHeader(http.StatusSeeOther)
}

// logout forgets whom the browser is signed in as. Another site's request does
// not bring the cookie, and ends nothing.
func (s *Service) logout(x *exchange) error {
	q, err := readQuery(x)
	if err != nil {
		return err
	}
	if err := s.config.People.EndSession(x.request.Context(), x.sessionSecret()); err != nil {
		return err
	}
	x.setSession("")
	if to, ok, err := s.afterLogout(x, q); err != nil {
		return err
	} else if ok {
		x.redirect(to)
		return nil
	}
	return page.Write(x.writer, http.StatusOK, page.Message{Title: "You are signed out", Text: "You can close this window."})
}

// afterLogout is the address that a client wants the browser to be led to, where
// it is one of the client's own.
func (s *Service) afterLogout(x *exchange, q form) (string, bool, error) {
	to := q["post_logout_redirect_uri"]
	if to == "" {
		return "", false, nil
	}
	client := q["client_id"]
	if client == "" {
		client = PortalClientID
	}
	p, err := s.findParty(x.request.Context(), x, client)
	if err != nil {
		return "", false, err
	}
	_, u, ok := p.redirectTo(to)
	if !ok {
		return "", false, wrongRedirect.error(shown(to), p.id)
	}
	if state := q["state"]; state != "" {
		values := u.Query()
		values.Set("state", state)
		u.RawQuery = values.Encode()
	}
	return u.String(), true, nil
}

// readQuery reads the query as a form: no name may stand twice.
func readQuery(x *exchange) (form, error) {
	f, err := parseForm(x.request.URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("the address: %w", err)
	}
	return f, nil
}
