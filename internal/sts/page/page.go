package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"sync"
)

//go:embed *.html *.css
var files embed.FS

// style is the pages' own, which the policy names by its hash.
var style = mustRead("style.css")

// The two scripts that there are; the policy of a page names its own by its hash.
const (
	// submit posts the form of the page Post by itself, as soon as it is there.
	submit = "document.forms[0].submit()"
	// handed does so with the page SignIn where the address holds a code behind "#",
	// which is taken out of it first.
	handed = `const code = location.hash.slice(1); if (code) { history.replaceState(null, "", location.pathname + location.search); document.getElementById("code").value = code; document.forms[0].submit() }`
)

var templates = sync.OnceValue(func() *template.Template { return template.Must(template.New("").ParseFS(files, "*.html")) })

func mustRead(name string) string {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// Hidden is a field of a form that people do not see.
type Hidden struct{ Name, Value string }

// SignIn asks for a user's name and a one-time code.
type SignIn struct {
	Action string // where the form goes
	// Client is for whom one signs in; Device that it runs elsewhere.
	Client string
	Device bool
	User   string // what stands in the field at first
	Wrong  string // what was wrong with the last try
	Cancel bool   // whether there is a way back to the client
	// Handed lets the page take the code from behind the "#" of its address.
	Handed bool
	Fields []Hidden
}

// Confirm asks who is signed in whether a client may act in their name.
type Confirm struct {
	Action string
	Client string
	Device bool
	User   string
	Fields []Hidden
}

// Device asks for the code that a device shows.
type Device struct {
	Action string
	Code   string
	Wrong  string
}

// Message tells something, an error too.
type Message struct {
	Title string
	Text  string
	// Details are for who looks into it, one a line.
	Details []string
}

// Post sends fields to a client's address.
type Post struct {
	Action string
	Client string
	Fields []Hidden
}

// name is the template of a page.
func name(content any) string {
	switch content.(type) {
	case SignIn:
		return "signin.html"
	case Confirm:
		return "confirm.html"
	case Device:
		return "device.html"
	case Post:
		return "post.html"
	default:
		return "message.html"
	}
}

// Write sends a page. targets are the origins, beside our own, to which its form,
// or the answer to it, may lead.
func Write(w http.ResponseWriter, status int, content any, targets ...string) error {
	var text bytes.Buffer
	script := scriptOf(content)
	if err := templates().ExecuteTemplate(&text, name(content), struct {
		Style  template.CSS
		Script template.JS
		Page   any
	}{template.CSS(style), template.JS(script), content}); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy(script, targets))
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	w.WriteHeader(status)
	// The reader may have gone; there is nobody to tell then.
	_, _ = w.Write(text.Bytes())
	return nil
}

// scriptOf is the script of a page, or "".
func scriptOf(content any) string {
	switch c := content.(type) {
	case Post:
		return submit
	case SignIn:
		if c.Handed {
			return handed
		}
	}
	return ""
}

// policy is what the browser lets a page do. Browsers hold the redirect that
// answers a form to form-action too.
func policy(script string, targets []string) string {
	rules := []string{
		"default-src 'none'",
		"style-src " + hashOf(style),
		"form-action " + strings.Join(append([]string{"'self'"}, targets...), " "),
		"frame-ancestors 'none'",
		"base-uri 'none'",
	}
	if script != "" {
		rules = append(rules, "script-src "+hashOf(script))
	}
	return strings.Join(rules, "; ")
}

func hashOf(text string) string {
	digest := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'"
}
