// Package pagetest plays a person in a browser: it keeps cookies, fills the forms
// of the pages on which people sign in, and follows redirects, until one leads
// away from the server. Only tests import it.
package pagetest

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// Browser is a browser with its cookies.
type Browser struct {
	client *http.Client
	// Headers go along with every request.
	Headers http.Header
}

// New makes a browser that has no cookies yet and trusts what transport trusts.
func New(transport http.RoundTripper) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no options that could be wrong
	}
	return &Browser{
		client:  &http.Client{Transport: transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		Headers: http.Header{},
	}
}

// Page is what the browser shows.
type Page struct {
	URL    *url.URL
	Status int
	Header http.Header
	Body   string
	// Left is where the browser was led away to, which it has not asked; nil for
	// a page of the server. Posted is the form that would go there, nil for a
	// redirect.
	Left   *url.URL
	Posted url.Values

	browser *Browser
}

// Open goes to an address.
func (b *Browser) Open(address string) (Page, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		return Page{}, err
	}
	return b.show(request)
}

// Post sends a form to an address.
func (b *Browser) Post(address string, form url.Values) (Page, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return Page{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.show(request)
}

// Cookies are those that the browser would send to an address.
func (b *Browser) Cookies(address string) []*http.Cookie {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return b.client.Jar.Cookies(u)
}

// maxRedirects bounds how often the server may lead on.
const maxRedirects = 5

func (b *Browser) show(request *http.Request) (Page, error) {
	for range maxRedirects {
		for name, values := range b.Headers {
			request.Header[name] = values
		}
		response, err := b.client.Do(request)
		if err != nil {
			return Page{}, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close() // all that matters was read
		if err != nil {
			return Page{}, err
		}
		p := Page{URL: request.URL, Status: response.StatusCode, Header: response.Header, Body: string(body), browser: b}
		if response.StatusCode/100 != 3 {
			return p.submitted(), nil
		}
		to, err := request.URL.Parse(response.Header.Get("Location"))
		if err != nil {
			return p, err
		}
		if to.Scheme != request.URL.Scheme || to.Host != request.URL.Host || to.Query().Has("code") || to.Query().Has("error") {
			p.Left = to
			return p, nil
		}
		if request, err = http.NewRequestWithContext(context.Background(), http.MethodGet, to.String(), nil); err != nil {
			return p, err
		}
	}
	return Page{}, fmt.Errorf("more than %d redirects", maxRedirects)
}

var (
	formTag  = regexp.MustCompile(`<form[^>]*>`)
	inputTag = regexp.MustCompile(`<input[^>]*>`)
	attrText = regexp.MustCompile(`\s([a-z_]+)="([^"]*)"`)
	heading  = regexp.MustCompile(`<h1>([^<]*)</h1>`)
	problem  = regexp.MustCompile(`role="alert"[^>]*>([^<]*)<`)
)

// Heading is the page's.
func (p Page) Heading() string { return firstOf(heading, p.Body) }

// Problem is what the page says was wrong, or "".
func (p Page) Problem() string { return firstOf(problem, p.Body) }

func firstOf(pattern *regexp.Regexp, text string) string {
	found := pattern.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	return html.UnescapeString(found[1])
}

func attributes(tag string) map[string]string {
	found := make(map[string]string)
	for _, pair := range attrText.FindAllStringSubmatch(tag, -1) {
		found[pair[1]] = html.UnescapeString(pair[2])
	}
	return found
}

// Form is where the page's form goes, and what stands in its fields; nil for a
// page without one.
func (p Page) Form() (action string, fields url.Values) {
	tag := formTag.FindString(p.Body)
	if tag == "" {
		return "", nil
	}
	fields = url.Values{}
	for _, input := range inputTag.FindAllString(p.Body, -1) {
		a := attributes(input)
		fields.Set(a["name"], a["value"])
	}
	return attributes(tag)["action"], fields
}

// submitted is the page once its script has run, which sends the form away.
func (p Page) submitted() Page {
	action, fields := p.Form()
	if strings.Contains(p.Body, "document.forms[0].submit()</script>") {
		if to, err := p.URL.Parse(action); err == nil {
			p.Left, p.Posted = to, fields
		}
	}
	return p
}

// Submit fills the form and sends it; values are names and values in turn.
func (p Page) Submit(values ...string) (Page, error) {
	action, fields := p.Form()
	if fields == nil {
		return Page{}, fmt.Errorf("%s has no form: %d %s", p.URL, p.Status, p.Body)
	}
	for i := 0; i+1 < len(values); i += 2 {
		fields.Set(values[i], values[i+1])
	}
	to, err := p.URL.Parse(action)
	if err != nil {
		return Page{}, err
	}
	return p.browser.Post(to.String(), fields)
}

// SignIn goes to an address and does what its pages ask for, as a user with a
// one-time code, until one asks for nothing more or leads away.
func (b *Browser) SignIn(address, user string, code func() (string, error)) (Page, error) {
	p, err := b.Open(address)
	for range maxRedirects {
		if err != nil || p.Left != nil {
			return p, err
		}
		_, fields := p.Form()
		switch {
		case fields.Has("user") && p.Problem() == "":
			var text string
			if text, err = code(); err == nil {
				p, err = p.Submit("user", user, "code", text)
			}
		case fields.Has("as"):
			p, err = p.Submit("decision", "continue")
		case fields.Has("user_code") && p.Problem() == "":
			p, err = p.Submit()
		default:
			return p, nil
		}
	}
	return p, err
}
