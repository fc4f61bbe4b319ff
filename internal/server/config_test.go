package server_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

func TestConfigIsRefused(t *testing.T) {
	t.Parallel()
	keys, err := server.MakeKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		config server.Config
		says   string
	}{
		"a database without a directory": {server.Config{}, "no data directory"},
		"a database with others' keys":   {server.Config{Data: t.TempDir(), Keys: keys}, "memory store only"},
		"no database":                    {server.Config{Data: t.TempDir()}, "there is no database"},
		"an unknown store":               {server.Config{Data: t.TempDir(), Store: "paper"}, `no store "paper"`},
		"a map that cannot be read":      {server.Config{Data: t.TempDir(), MetadataMap: []string{"10.0.0.0/8"}}, `the metadata map: "10.0.0.0/8": it must have the form`},
		"a map beyond loopback": {
			server.Config{Data: t.TempDir(), MetadataMap: []string{"127.0.0.5=g/vm/a", "10.0.0.5=g/vm/b"}},
			`"10.0.0.5=g/vm/b" gives a machine to addresses beyond loopback, which Azimuth allows only with --allow-remote`,
		},
		"a map of another subscription": {
			server.Config{Store: "memory", MetadataMap: []string{"127.0.0.5=/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/a"}},
			"the server's subscription is",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.config.HTTPS, c.config.Metadata = "127.0.0.1:0", "127.0.0.1:0"
			if name != "no database" {
				c.config.Database = sqlite.Database{}
			}
			s, err := server.Open(t.Context(), c.config)
			if err == nil {
				_ = s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want an error that says %q", err, c.says)
			}
		})
	}
}

// Whoever looks at a form leaves it whole, however long it is.
func TestObservedFormsStayWhole(t *testing.T) {
	t.Parallel()
	seen := make(chan server.Exchange, 100)
	w := servertest.Start(t, func(c *server.Config) { c.Observe = func(x server.Exchange) { seen <- x } })
	<-seen // the administrator's
	form := "grant_type=client_credentials&client_id=" + w.ClientID + "&scope=https://management.azure.com/.default&client_secret=" + w.ClientSecret
	for name, c := range map[string]struct{ padding, want int }{
		"short":                         {10, http.StatusOK},
		"as long as is taken":           {60 << 10, http.StatusOK},
		"longer than is ever looked at": {70 << 10, http.StatusRequestEntityTooLarge},
	} {
		body := "padding=" + strings.Repeat("x", c.padding) + "&" + form
		response, err := w.Client.Post(w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", "application/x-www-form-urlencoded", bytes.NewBufferString(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		x := <-seen
		if response.StatusCode != c.want || x.Status != c.want || x.Front != server.FrontLogin {
			t.Errorf("%s: %d, noted as %+v", name, response.StatusCode, x)
		}
	}
}
