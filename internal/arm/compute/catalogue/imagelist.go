package catalogue

import (
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

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
