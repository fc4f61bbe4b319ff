package cli

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/pagetest"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestPortalGivesACode(t *testing.T) {
	t.Parallel()
	var data string
	w := servertest.Start(t, func(c *server.Config) { data = c.Data })
	run := func(f portalFlags) (string, error) {
		var out bytes.Buffer
		a := &app{data: data, stdout: &out, stderr: &out}
		err := a.runPortal(t.Context(), f)
		return out.String(), err
	}
	text, err := run(portalFlags{format: "json"})
	if err != nil {
		t.Fatal(err)
	}
	var i invitation
	if err := json.Unmarshal([]byte(text), &i); err != nil {
		t.Fatal(err)
	}
	if i.User != "admin@azimuth.test" || i.Address != w.Login+"/signin?user="+url.QueryEscape(i.User) || strings.Contains(i.Address, i.Code) {
		t.Errorf("invited %+v", i)
	}
	browser := pagetest.New(w.Client.Transport)
	page, err := browser.SignIn(i.Address, i.User, func() (string, error) { return i.Code, nil })
	if err != nil || page.URL.Path != "/portal/" {
		t.Errorf("signing in led to %v: %v", page.URL, err)
	}
	text, err = run(portalFlags{format: "text", print: true})
	if err != nil || !strings.HasPrefix(text, "One-time code for admin@azimuth.test: ") || !strings.Contains(text, i.Address) {
		t.Errorf("printed %q: %v", text, err)
	}
	if _, err := run(portalFlags{format: "json", user: "nobody@azimuth.test"}); err == nil || !strings.Contains(err.Error(), "nobody@azimuth.test") {
		t.Errorf("a code for nobody: %v", err)
	}
	if _, err := run(portalFlags{format: "xml"}); err == nil {
		t.Error("a format that there is not was taken")
	}
}
