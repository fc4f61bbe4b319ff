package discovery

// image is what the document of short names says of one.
type image struct {
	Publisher    string `json:"publisher"`
	Offer        string `json:"offer"`
	SKU          string `json:"sku"`
	Version      string `json:"version"`
	Architecture string `json:"architecture"`
}

// aliases is the document of short names. Azure keeps it as a template that has
// nothing but an output; az reads that.
func aliases(images []Image) any {
	systems := map[string]map[string]image{}
	for _, i := range images {
		if systems[i.System] == nil {
			systems[i.System] = map[string]image{}
		}
		systems[i.System][i.Alias] = image{i.Publisher, i.Offer, i.SKU, "latest", i.Architecture}
	}
	return map[string]any{
		"$schema":        "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json",
		"contentVersion": "1.0.0.0",
		"parameters":     map[string]any{},
		"variables":      map[string]any{},
		"resources":      []any{},
		"outputs":        map[string]any{"aliases": map[string]any{"type": "object", "value": systems}},
	}
}
