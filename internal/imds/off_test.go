package imds_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Every way in tells a machine that is off from one that is not known, and both
// from one that runs.
func TestMachinesThatAreOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handles := map[string]string{"running": w.machine("running", identity.Assigned{System: &own}), "unknown": strings.Repeat("0", 64)}
	for _, power := range []identity.Power{identity.Stopped, identity.Deallocated} {
		record := resource.Record{
			ID: group + "/providers/Microsoft.Compute/virtualMachines/" + string(power), Type: "Microsoft.Compute/virtualMachines",
			Identity: identity.Assigned{System: &own}.Document(), Server: []byte(`{"power":"` + string(power) + `"}`),
		}
		w.write(record.Document(w.handles.Index(string(power))))
		handles[string(power)] = w.handles.Of(string(power))
	}
	for _, way := range []struct {
		name string
		get  func(handle string) (target string, headers []string)
		// the status for a machine that runs and for one that is not known
		running, unknown int
	}{
		{"a token by the path", func(h string) (string, []string) { return "/vm/" + h + tokenURL, nil }, 200, 400},
		{"a token by the header", func(h string) (string, []string) { return tokenURL, []string{"X-Identity-Header", h} }, 200, 400},
		{"a token by the proxy's user name", func(h string) (string, []string) {
			return "http://169.254.169.254" + tokenURL, []string{"Proxy-Authorization", basic(h)}
		}, 200, 400},
		{"a token of App Service", func(h string) (string, []string) { return msiURL, []string{"X-Identity-Header", h} }, 200, 401},
		{"a token of the extension", func(h string) (string, []string) {
			return "/vm/" + h + "/oauth2/token?resource=https://management.azure.com/", nil
		}, 200, 400},
		{"a token without a resource", func(h string) (string, []string) {
			return "/vm/" + h + "/metadata/identity/oauth2/token?api-version=2018-02-01", nil
		}, 400, 400},
		{"the tenant", func(h string) (string, []string) {
			return "/vm/" + h + "/metadata/identity/info?api-version=2018-02-01", nil
		}, 200, 400},
		{"the versions", func(h string) (string, []string) { return "/vm/" + h + "/metadata/versions", nil }, 200, 200},
		{"the instance", func(h string) (string, []string) {
			return "/vm/" + h + "/metadata/instance?api-version=2021-02-01", nil
		}, 200, 400},
		{"the attested document", func(h string) (string, []string) {
			return "/vm/" + h + "/metadata/attested/document?api-version=2021-02-01", nil
		}, 200, 400},
		{"no such path", func(h string) (string, []string) { return "/vm/" + h + "/metadata/other", nil }, 404, 404},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			for name, handle := range handles {
				target, headers := way.get(handle)
				got := w.get(target, append(headers, "Metadata", "true")...)
				status, marked := http.StatusBadRequest, "off"
				switch name {
				case "running":
					status, marked = way.running, ""
				case "unknown":
					status, marked = way.unknown, "unknown"
				default:
					if !strings.Contains(got.Body.String(), "Identity not found: the machine is off") {
						t.Errorf("%s: %s", name, got.Body)
					}
				}
				if got.Code != status || got.Header().Get("X-Azimuth-Machine") != marked {
					t.Errorf("%s: status %d, marked %q: %s", name, got.Code, got.Header().Get("X-Azimuth-Machine"), got.Body)
				}
			}
		})
	}
	if got := w.get("/vm/"+handles["stopped"]+"/metadata/versions", "Metadata", "yes"); got.Header().Get("X-Azimuth-Machine") != "" {
		t.Error("a request without the header learns something of the machine")
	}
}
