package catalogue_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
)

// The tables of facts contradict neither themselves nor the rules that stand in
// for them where they end.

func TestSizes(t *testing.T) {
	t.Parallel()
	sizes := catalogue.VMSizes()
	if len(sizes) != catalogue.VMSizeCount {
		t.Errorf("%d sizes have %d names", catalogue.VMSizeCount, len(sizes))
	}
	for name, premium := range sizes {
		if catalogue.PremiumByName(name) != premium {
			t.Errorf("%s: premium storage is %t in the table and %t by its name", name, premium, !premium)
		}
	}
}

func TestPremiumByName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Standard_D2ads_v6":   true,
		"Standard_DC4s_v3":    true,
		"Standard_E4-2ds_v5":  true,
		"Standard_GS3":        true,
		"Standard_L8s_v3":     true,
		"standard_ds3_v2":     true,
		"Standard_D2d_v4":     false,
		"Standard_H8":         false,
		"Standard_NC6":        false,
		"Basic_A1":            false,
		"somethingelse":       false,
		"Standard_E96ias_v4x": true,
	} {
		if got := catalogue.PremiumByName(name); got != want {
			t.Errorf("%s: premium storage is %t, want %t", name, got, want)
		}
	}
}

func TestImages(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, image := range catalogue.Images() {
		if name := strings.ToLower(image.Name); seen[name] {
			t.Errorf("%s stands twice", image.Name)
		} else {
			seen[name] = true
		}
		if image.System != "Linux" && image.System != "Windows" {
			t.Errorf("%s: its system is %q", image.Name, image.System)
		}
		if len(image.Versions) == 0 || !slices.IsSorted(image.Versions) {
			t.Errorf("%s: its versions are not in order: %q", image.Name, image.Versions)
		}
	}
}

func TestAliasesStandForImages(t *testing.T) {
	t.Parallel()
	images := make(map[string]string)
	for _, image := range catalogue.Images() {
		images[image.Name] = image.System
	}
	seen := make(map[string]bool)
	for _, alias := range catalogue.Aliases() {
		if name := strings.ToLower(alias.Name); seen[name] {
			t.Errorf("%s stands twice", alias.Name)
		} else {
			seen[name] = true
		}
		if system, ok := images[alias.Publisher+":"+alias.Offer+":"+alias.SKU]; !ok || system != alias.System {
			t.Errorf("%s: an image of the system %q (in the catalogue: %v), not %q", alias.Name, system, ok, alias.System)
		}
	}
}
