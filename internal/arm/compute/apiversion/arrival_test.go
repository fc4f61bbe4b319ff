package apiversion_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/document"
)

func TestHideLater(t *testing.T) {
	t.Parallel()
	arrivals := apiversion.Under("profile", []apiversion.Arrival{
		{Path: "name", Since: "2018-06-01"},
		{Path: "disks.*.deleteOption", Since: "2021-03-01"},
	})
	const all = `{"profile":{"disks":[{"deleteOption":"Detach","lun":0},{"deleteOption":"Delete"}],"name":"n"}}`
	for _, c := range []struct {
		version arm.Version
		want    string
	}{
		{"2021-03-01", all},
		{"2020-12-01", `{"profile":{"disks":[{"lun":0},{}],"name":"n"}}`},
		{"2018-04-01", `{"profile":{"disks":[{"lun":0},{}]}}`},
	} {
		value, err := document.Read([]byte(all))
		if err != nil {
			t.Fatal(err)
		}
		properties := value.(map[string]any)
		apiversion.HideLater(properties, c.version, arrivals)
		if got := string(document.Write(properties)); got != c.want {
			t.Errorf("%s: %s, want %s", c.version, got, c.want)
		}
		if hides := apiversion.Hides(c.version, arrivals); hides != (c.want != all) {
			t.Errorf("%s: Hides is %v", c.version, hides)
		}
	}
}
