package instance_test

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/imds/instance"
)

// A member is there from the api-version on that brought it, and not before; also
// inside lists.
func TestMembersComeWithTheirVersion(t *testing.T) {
	t.Parallel()
	var d instance.Document
	d.Compute.StorageProfile.DataDisks = []instance.DataDisk{{Name: "data"}}
	for _, c := range []struct{ path, before, from string }{
		{"compute/azEnvironment", "2018-04-02", "2018-10-01"},
		{"compute/storageProfile", "2019-04-30", "2019-06-01"},
		{"compute/storageProfile/resourceDisk", "2021-01-01", "2021-02-01"},
		{"compute/storageProfile/dataDisks/0/isUltraDisk", "2021-03-01", "2021-05-01"},
		{"compute/storageProfile/dataDisks/0/isSharedDisk", "2021-03-01", "2021-05-01"},
		{"compute/userData", "2020-12-01", "2021-01-01"},
		{"compute/host", "2021-11-01", "2021-11-15"},
	} {
		t.Run(c.path, func(t *testing.T) {
			t.Parallel()
			path := strings.Split(c.path, "/")
			if _, there := d.Tree(c.before).Find(path); there {
				t.Errorf("it is there at %s", c.before)
			}
			if _, there := d.Tree(c.from).Find(path); !there {
				t.Errorf("it is not there at %s", c.from)
			}
		})
	}
	if _, there := d.Tree("2019-06-01").Find([]string{"compute", "storageProfile", "dataDisks", "0", "name"}); !there {
		t.Error("a disk has no name at 2019-06-01")
	}
}
