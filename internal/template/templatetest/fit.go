package templatetest

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// Fit makes values for those parameters of a template that need one: they fit the
// constraints that the template states. hints are values that somebody thought of,
// such as a parameter file next to the template (nil for none); what they give is
// taken where it is no placeholder. The text is that of a parameter file.
func Fit(template, hints []byte) ([]byte, error) {
	n, err := source.Read(template, source.Limits{})
	if err != nil {
		return nil, err
	}
	var hinted *source.Node
	if hints != nil {
		if hinted, err = source.Read(hints, source.Limits{}); err != nil {
			return nil, err
		}
		if inner := hinted.Get("parameters"); inner != nil {
			hinted = inner
		}
	}
	made := value.NewObject()
	for _, p := range n.Get("parameters").Children() {
		if hint := hinted.Get(p.Name()).Get("value"); usable(hint) {
			made.Set(p.Name(), value.NewObject(value.Member{Name: "value", Value: hint.Value()}))
		} else if needed(p) {
			made.Set(p.Name(), value.NewObject(value.Member{Name: "value", Value: fitting(p)}))
		}
	}
	file := value.NewObject(
		value.Member{Name: "$schema", Value: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"},
		value.Member{Name: "contentVersion", Value: "1.0.0.0"},
		value.Member{Name: "parameters", Value: made},
	)
	return []byte(value.JSON(file)), nil
}

// usable reports whether a hint is a value and no placeholder.
func usable(hint *source.Node) bool {
	if hint == nil || hint.IsNull() {
		return false
	}
	text, isText := hint.Text()
	return !isText || text != "" && !strings.Contains(text, "GEN-") && !strings.Contains(text, "GET-")
}

// needed reports whether a parameter has no default, or one that only a template
// from a link has.
func needed(p *source.Node) bool {
	byDefault := p.Get("defaultValue")
	if byDefault == nil {
		return p.Get("nullable") == nil
	}
	if strings.EqualFold(p.Name(), "_artifactsLocationSasToken") {
		return true // some templates replace it in a text, which nothing but a text can be
	}
	text, _ := byDefault.Text()
	return strings.Contains(strings.ToLower(text), "templatelink")
}

// fitting is a value that a parameter takes.
func fitting(p *source.Node) any {
	if allowed := p.Get("allowedValues").Children(); len(allowed) > 0 {
		return allowed[0].Value()
	}
	kind, _ := p.Get("type").Text()
	switch strings.ToLower(kind) {
	case "int":
		if least, ok := p.Get("minValue").Value().(int64); ok {
			return least
		}
		return int64(1)
	case "bool":
		return false
	case "array":
		return []any{}
	case "object", "secureobject":
		return value.NewObject()
	}
	return sized(p, textFor(p.Name()))
}

// textFor is a text for a parameter of a name: what it is about decides.
func textFor(name string) string {
	name = document.Fold(name)
	has := func(part string) bool { return strings.Contains(name, document.Fold(part)) }
	switch {
	case has("sasToken"):
		return "?sv=fit"
	case has("location") && !has("artifacts"), has("region"):
		return "westus"
	case has("artifactsLocation"), has("uri"), has("url"):
		return "https://example.com/artifacts/"
	case has("password"), has("adminPass"), has("sshKey"), has("OrKey"):
		return "P@ssw0rd-1234"
	case has("subscriptionId"):
		return "11111111-1111-1111-1111-111111111111"
	case has("principalId"), has("objectId"), has("clientId"), has("tenantId"):
		return "44444444-4444-4444-4444-444444444444"
	case strings.HasSuffix(name, document.Fold("ResourceId")):
		return "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/fit"
	case has("prefix") && (has("address") || has("subnet")), has("cidr"):
		return "10.0.0.0/24"
	case has("ipAddress"):
		return "10.0.0.4"
	}
	return "fit" + strings.ToLower(strings.Trim(name, "_"))
}

// sized makes a text as long as a parameter wants it.
func sized(p *source.Node, text string) string {
	if least, ok := p.Get("minLength").Value().(int64); ok {
		for int64(len(text)) < least {
			text += "x"
		}
	}
	if most, ok := p.Get("maxLength").Value().(int64); ok && int64(len(text)) > most {
		text = text[:most]
	}
	return text
}
