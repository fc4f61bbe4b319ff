package extension

import (
	"context"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Records are the extensions of a virtual machine with these names.
func Records(ctx context.Context, g resource.Getter, vm resource.Record, names []string) ([]resource.Record, error) {
	records := make([]resource.Record, len(names))
	for i, name := range names {
		id, err := resource.ParseID(vm.ID + "/extensions/" + name)
		if err != nil {
			return nil, err
		}
		if records[i], _, err = resource.Load(ctx, g, id.Key()); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// On are the same as they are installed.
func On(ctx context.Context, g resource.Getter, vm resource.Record, names []string) ([]Installed, error) {
	records, err := Records(ctx, g, vm, names)
	if err != nil {
		return nil, err
	}
	all := make([]Installed, len(records))
	for i, record := range records {
		properties, err := document.Read(record.Properties)
		if err != nil {
			return nil, err
		}
		all[i] = Installed{Name: names[i], Properties: properties}
	}
	return all, nil
}
