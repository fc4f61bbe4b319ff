package scaleset

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/arm/compute/scaleset/model"
	"github.com/azimuthid/azimuth/internal/document"
)

// readOrchestration writes the orchestration mode in Azure's case.
func readOrchestration(w *arm.Write) error {
	sent := document.String(w.Properties, "orchestrationMode")
	for _, mode := range []string{model.Uniform, model.Flexible} {
		if strings.EqualFold(sent, mode) {
			document.Set(w.Properties, "orchestrationMode", mode)
			return nil
		}
	}
	if document.At(w.Properties, "orchestrationMode") != nil {
		return property.Invalid("orchestrationMode", sent)
	}
	document.Set(w.Properties, "orchestrationMode", model.Uniform)
	return nil
}

// checkProfiled refuses a scale set without what its instances are made from. A
// Flexible one may do without, for machines that are made one by one.
func checkProfiled(w *arm.Write) error {
	var sku any
	if text := w.Record.Members["sku"]; text != nil {
		var err error
		if sku, err = document.Read(text); err != nil {
			return err
		}
	}
	profiled := model.ProfileOf(w) != nil
	switch {
	case document.String(sku, "name") == "" && (profiled || !model.IsFlexible(w.Properties)):
		return property.Missing("sku.name")
	case !profiled && (!model.IsFlexible(w.Properties) || document.Int(document.At(sku, "capacity")) > 0):
		return property.Missing("virtualMachineProfile")
	}
	return nil
}
