package catalogue

// VMSizes are the names of the sizes that are listed, with whether they take
// premium storage.
func VMSizes() map[string]bool {
	sizes := make(map[string]bool)
	for _, s := range vmSizes {
		sizes[s.name] = s.premium
	}
	return sizes
}

// VMSizeCount is how many sizes are listed.
var VMSizeCount = len(vmSizes)

// PremiumByName reads from the name of a size whether it takes premium storage.
var PremiumByName = premiumName.MatchString

// Image is an image of the catalogue.
type Image struct {
	Name     string // "publisher:offer:sku"
	System   string
	Versions []string
}

// Images is the catalogue.
func Images() []Image {
	images := make([]Image, len(platformImages))
	for i, p := range platformImages {
		images[i] = Image{p.publisher + ":" + p.offer + ":" + p.sku, p.system, p.versions}
	}
	return images
}
