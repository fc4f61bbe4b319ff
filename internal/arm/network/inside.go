package network

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func readSubnets(ctx context.Context, w *arm.Write) ([]subnetRange, error) {
	if w.Old == nil {
		return nil, nil
	}
	return subnetsOf(ctx, w.Unit, w.ID)
}

// replaceSubnets makes the network's subnets those that were sent inside it, in
// their order.
func replaceSubnets(ctx context.Context, w *arm.Write, space []netip.Prefix, present []subnetRange, sent []any) error {
	network, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return err
	}
	var wanted []subnetRange
	for i, element := range sent {
		s, err := readInside(network, element)
		if err != nil {
			return err
		}
		for _, other := range wanted {
			if other.id.Equal(s.id) {
				return cannotParse("DuplicateResourceName", "Resource %s/subnets/ has two child resources with the same name (%s).", network, s.id.Name())
			}
		}
		s.place = i
		wanted = append(wanted, s)
	}
	if err := checkAll(network.Name(), space, wanted); err != nil {
		return err
	}
	for _, s := range wanted {
		if err := putInside(ctx, w, s); err != nil {
			return err
		}
	}
	return dropOthers(ctx, w, present, wanted)
}

func readInside(network resource.ID, element any) (subnetRange, error) {
	name := document.String(element, "name")
	if name == "" {
		return subnetRange{}, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidRequestFormat", Target: "properties.subnets", Message: "A subnet of virtual network " + network.String() + " has no name."}
	}
	properties, ok := document.At(element, "properties").(map[string]any)
	if !ok {
		properties = make(map[string]any)
	}
	id, err := resource.ParseID(network.Child("subnets", name).String())
	return subnetRange{id: id, properties: properties}, err
}

// putInside writes one subnet, where it differs from what is there.
func putInside(ctx context.Context, w *arm.Write, s subnetRange) error {
	fillSubnet(s.properties)
	record, err := w.Unit.Record(ctx, s.id)
	switch {
	case errors.Is(err, resource.ErrNotFound):
		record = resource.Record{ID: s.id.String(), Type: subnetType, Created: w.Engine().Sources.Now().UTC()}
	case err != nil:
		return err
	default:
		old, err := document.Read(record.Properties)
		if err != nil {
			return err
		}
		if place, err := readPlace(record); err != nil || place == s.place && document.Equal(old, s.properties) {
			return err
		}
	}
	named, err := arm.NamedIn(map[string]any{"properties": s.properties}, subnetReferences(""))
	if err != nil {
		return err
	}
	var indexes []resource.Index
	for _, n := range named {
		if index := arm.UsesIndex(n.ID); !slices.Contains(indexes, index) {
			indexes = append(indexes, index)
		}
	}
	record.Properties = document.Write(s.properties)
	record.Server = writePlace(s.place)
	record.Modified = w.Engine().Sources.Now().UTC()
	record.Etag = w.Engine().Sources.For("etag", s.id.Key()).NewGUID()
	w.Unit.Put(record.Document(indexes...))
	return nil
}

// subnetFacts are what the server keeps of a subnet.
type subnetFacts struct {
	// Place is where it stands among the subnets of its network.
	Place int `json:"place"`
}

func readPlace(record resource.Record) (int, error) {
	var facts subnetFacts
	if len(record.Server) == 0 {
		return 0, nil
	}
	err := json.Unmarshal(record.Server, &facts)
	return facts.Place, err
}

func writePlace(place int) json.RawMessage { return document.Write(subnetFacts{place}) }

// dropOthers deletes the subnets that were not sent, if nothing is in them.
func dropOthers(ctx context.Context, w *arm.Write, present, wanted []subnetRange) error {
	for _, s := range present {
		kept := false
		for _, other := range wanted {
			kept = kept || other.id.Equal(s.id)
		}
		if kept {
			continue
		}
		removal := &arm.Removal{Call: w.Call, Unit: w.Unit, ID: s.id, Target: s.id}
		if err := deleteSubnet(ctx, removal); err != nil {
			return err
		}
		w.Unit.Delete(s.id.Key())
	}
	return nil
}

// showInside is a subnet as it stands inside its network.
func showInside(ctx context.Context, c *arm.Call, record resource.Record) (map[string]any, error) {
	value, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	properties, _ := value.(map[string]any)
	if err := dressSubnet(ctx, c, record.ID, properties); err != nil {
		return nil, err
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"id":         record.ID,
		"name":       id.Name(),
		"type":       record.Type,
		"etag":       `W/"` + record.Etag + `"`,
		"properties": properties,
	}, nil
}
