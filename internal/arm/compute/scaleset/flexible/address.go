package flexible

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// publicAddressType is the type of public addresses.
const publicAddressType = "Microsoft.Network/publicIPAddresses"

// makePublicAddress makes the public address that the profile of a Flexible scale
// set asks for at an IP configuration of a machine's interface, and returns how the
// interface refers to it; nil where it asks for none.
func (f *Fleet) makePublicAddress(ctx context.Context, from model.Model, group resource.ID, ip any, suffix string) (map[string]any, error) {
	configuration, ok := document.At(ip, "properties.publicIPAddressConfiguration").(map[string]any)
	if !ok {
		return nil, nil
	}
	name := document.String(configuration, "name")
	if name == "" {
		return nil, property.Missing("publicIPAddressConfiguration.name")
	}
	own, _ := document.Clone(document.At(configuration, "properties")).(map[string]any)
	if own == nil {
		own = make(map[string]any)
	}
	disposal := document.String(own, "deleteOption")
	if disposal == "" {
		disposal = "Delete"
	}
	delete(own, "deleteOption")
	if label := document.String(own, "dnsSettings.domainNameLabel"); label != "" {
		document.Set(own, "dnsSettings.domainNameLabel", label+"-"+suffix)
	}
	sku, _ := document.Clone(configuration["sku"]).(map[string]any)
	if sku == nil {
		sku = make(map[string]any)
	}
	document.Default(sku, "name", "Standard") // what machines of Flexible scale sets may have
	method := "Static"
	if strings.EqualFold(document.String(sku, "name"), "Basic") {
		method = "Dynamic"
	}
	document.Default(own, "publicIPAllocationMethod", method)
	id := group.Child("providers/"+publicAddressType, name+"-"+suffix)
	w, err := f.create(ctx, from, id, map[string]any{"sku": sku, "properties": own}, nil)
	if err != nil {
		return nil, err
	}
	return map[string]any{"id": w.Record.ID, "properties": map[string]any{"deleteOption": disposal}}, nil
}
