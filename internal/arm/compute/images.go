package compute

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const publishersPath = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/publishers"

// imageRoutes are the addresses of the catalogue of images.
func imageRoutes() []arm.Route {
	const (
		offers   = publishersPath + "/{publisher}/artifacttypes/vmimage/offers"
		skus     = offers + "/{offer}/skus"
		versions = skus + "/{sku}/versions"
	)
	return []arm.Route{
		get(publishersPath, "locations/publishers/read", listPublishers),
		get(offers, "locations/publishers/artifacttypes/offers/read", listImages(func(i platformImage) []string { return []string{i.offer} })),
		get(skus, "locations/publishers/artifacttypes/offers/skus/read", listImages(func(i platformImage) []string { return []string{i.sku} })),
		get(versions, "locations/publishers/artifacttypes/offers/skus/versions/read", listImages(func(i platformImage) []string { return i.versions })),
		get(versions+"/{version}", "locations/publishers/artifacttypes/offers/skus/versions/read", getImage),
	}
}

func noImage() error {
	return resource.NotFound("NotFound", "Artifact: VMImage was not found.")
}

// chosen reports whether an image is one of those that the path names.
func chosen(args map[string]string, i platformImage) bool {
	return asked(args, map[string]string{"publisher": i.publisher, "offer": i.offer, "sku": i.sku})
}

// asked reports whether an entry of a catalogue has all the names that a path names.
func asked(args, names map[string]string) bool {
	for name, value := range names {
		if sent := args[name]; sent != "" && !strings.EqualFold(sent, value) {
			return false
		}
	}
	return true
}

// listImages lists one level of the catalogue, which names gives of an image.
func listImages(names func(platformImage) []string) func(context.Context, *arm.Call) (*arm.Response, error) {
	return func(_ context.Context, c *arm.Call) (*arm.Response, error) {
		parent := ""
		var found []string
		for _, i := range platformImages {
			if chosen(c.Args, i) {
				parent = imagePath(c, i)
				found = append(found, names(i)...)
			}
		}
		if found == nil {
			return nil, noImage()
		}
		return listArtifacts(c, parent, found)
	}
}

// listPublishers lists who publishes images and handlers of extensions.
func listPublishers(_ context.Context, c *arm.Call) (*arm.Response, error) {
	found := make([]string, 0, len(platformImages)+len(handlerImages))
	for _, i := range platformImages {
		found = append(found, i.publisher)
	}
	for _, h := range handlerImages {
		found = append(found, h.publisher)
	}
	return listArtifacts(c, publisherPath(c), found)
}

// listArtifacts is the answer to a list of one level of a catalogue, in the order
// and up to the number that the query asks for.
func listArtifacts(c *arm.Call, parent string, found []string) (*arm.Response, error) {
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	found = slices.Compact(found)
	if strings.HasSuffix(strings.ToLower(c.Query("$orderby")), " desc") {
		slices.Reverse(found)
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, name := range found[:min(len(found), page.Limit)] {
		list = append(list, map[string]any{"location": location(c), "name": name, "id": parent + "/" + name})
	}
	return arm.JSON(http.StatusOK, list), nil
}

// showArtifact is the answer to a read of one version of what a catalogue has.
func showArtifact(c *arm.Call, parent string, properties map[string]any) *arm.Response {
	name := strings.ToLower(c.Args["version"])
	return arm.JSON(http.StatusOK, map[string]any{"properties": properties, "location": location(c), "name": name, "id": parent + "/" + name})
}

// publisherPath is the id of the catalogues' first level.
func publisherPath(c *arm.Call) string {
	return "/Subscriptions/" + c.Args["subscriptionId"] + "/Providers/Microsoft.Compute/Locations/" + location(c) + "/Publishers"
}

// location is the location that the path names, as Azure writes it.
func location(c *arm.Call) string {
	return strings.ToLower(strings.ReplaceAll(c.Args["location"], " ", ""))
}

// imagePath is the id of the level of the catalogue that the path names, in the
// catalogue's case.
func imagePath(c *arm.Call, i platformImage) string {
	path := publisherPath(c)
	for _, step := range []struct{ argument, segment string }{
		{"publisher", "/" + i.publisher + "/ArtifactTypes/VMImage/Offers"}, {"offer", "/" + i.offer + "/Skus"}, {"sku", "/" + i.sku + "/Versions"},
	} {
		if c.Args[step.argument] == "" {
			break
		}
		path += step.segment
	}
	return path
}

// imageID is the id of the version of an image that a reference names; "" for
// what is not in the catalogue.
func imageID(subscription, location string, reference any) string {
	i, ok := findImage(reference)
	if !ok {
		return ""
	}
	version := document.String(reference, "exactVersion")
	return "/Subscriptions/" + subscription + "/Providers/Microsoft.Compute/Locations/" + location + "/Publishers/" + i.publisher +
		"/ArtifactTypes/VMImage/Offers/" + i.offer + "/Skus/" + i.sku + "/Versions/" + version
}

// getImage serves one version of an image.
func getImage(_ context.Context, c *arm.Call) (*arm.Response, error) {
	at := slices.IndexFunc(platformImages, func(i platformImage) bool {
		return chosen(c.Args, i) && slices.ContainsFunc(i.versions, func(v string) bool { return strings.EqualFold(v, c.Args["version"]) })
	})
	if at < 0 {
		return nil, noImage()
	}
	i := platformImages[at]
	return showArtifact(c, imagePath(c, i), showImage(i, c.Version)), nil
}

// sizeUntil is the api-version until which images of the first generation tell
// their sizes in GB too.
const sizeUntil = "2023-09-01"

func showImage(i platformImage, v arm.Version) map[string]any {
	system := map[string]any{"operatingSystem": i.system}
	shown := map[string]any{
		"hyperVGeneration":             i.generation,
		"architecture":                 "x64",
		"replicaType":                  "Unmanaged",
		"disallowed":                   map[string]any{"vmDiskType": "None"},
		"automaticOSUpgradeProperties": map[string]any{"automaticOSUpgradeSupported": i.upgrades},
		"imageDeprecationStatus":       map[string]any{"imageState": "Active"},
		"osDiskImage":                  system,
		"dataDiskImages":               []any{},
	}
	controllers, hibernates := "SCSI", "False"
	if i.nvme {
		controllers, hibernates = "SCSI, NVMe", "True"
	}
	features := []any{}
	if i.generation == "V2" {
		system["sizeInGb"] = i.sizeGB
		shown["replicaType"], shown["replicaCount"] = "Managed", 10
		shown["disallowed"] = map[string]any{"vmDiskType": "Unmanaged"}
		features = append(features, feature("SecurityType", "TrustedLaunchAndConfidentialVmSupported"))
	} else {
		size := int64(i.sizeGB)<<30 + int64(i.extraMB)<<20
		system["sizeInBytes"] = size + vhdFooter
		if v.Before(sizeUntil) {
			system["sizeInGb"] = (size + 1<<30 - 1) >> 30
		}
	}
	shown["features"] = append(features, feature("IsAcceleratedNetworkSupported", "True"), feature("DiskControllerTypes", controllers), feature("IsHibernateSupported", hibernates))
	return shown
}

// vhdFooter is what the file of a disk has beyond its content, in bytes.
const vhdFooter = 512

func feature(name, value string) map[string]any {
	return map[string]any{"name": name, "value": value}
}
