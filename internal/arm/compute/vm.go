package compute

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

func (m machines) virtualMachine() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "virtualMachines",
		Display:     "Virtual Machines",
		Versions:    versions,
		Located:     true,
		Identity:    true,
		Members:     []string{"plan", "zones", "extendedLocation"},
		Required:    []string{"properties.hardwareProfile", "properties.storageProfile", "properties.networkProfile"},
		Kept:        []string{"vmId", "timeCreated", "osProfile", "storageProfile.imageReference", "storageProfile.osDisk"},
		Secret:      []string{"osProfile.adminPassword", "osProfile.customData", "osProfile.windowsConfiguration.additionalUnattendContent"},
		Provisioned: true,
		Operations:  arm.ComputeOperations(),
		Etag:        arm.CounterEtag,
		EtagSince:   etagSince,
		CheckName:   checkMachineName,
		Write:       m.writeVM,
		Show:        showVM,
		Actions:     []arm.Action{m.connect()},
	}
}

var machineName = regexp.MustCompile("^[^_\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ][^\\x00-\\x1f\\\\/\"\\[\\]:|<>+=;,?*@&~!#$%^(){}' ]{0,63}$")

// checkMachineName is Azure's rule for the names of Linux machines, the wider of
// the two: 1 to 64 characters, not beginning with '_' nor ending in '.' or '-'.
func checkMachineName(name string) error {
	if machineName.MatchString(name) && !strings.HasSuffix(name, ".") && !strings.HasSuffix(name, "-") {
		return nil
	}
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "name", Message: fmt.Sprintf(
		"The entity name '%s' is invalid according to its validation rule: 1 to 64 characters without blanks and special characters, not beginning with '_' and not ending with '.' or '-'.", name)}
}

func (m machines) writeVM(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["vmId"] = w.Engine().Sources.NewGUID()
		w.Properties["timeCreated"] = timestamp(w)
	}
	vmID := document.String(w.Properties, "vmId")
	w.Indexes = append(w.Indexes, m.handles.Index(vmID))
	if document.At(w.Properties, "hardwareProfile.vmSize") == nil {
		return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "vmSize", Message: "Required parameter 'vmSize' is missing (null)."}
	}
	keepDisks(w)
	defaultDisks(w)
	return joinInterfaces(ctx, w)
}

func timestamp(w *arm.Write) string {
	return w.Engine().Sources.Now().UTC().Format("2006-01-02T15:04:05.0000000-07:00")
}

// keepDisks fills what a PUT leaves out of data disks that are there already,
// matched by their logical unit: clients send them back incomplete.
func keepDisks(w *arm.Write) {
	for _, disk := range document.Array(w.Properties, "storageProfile.dataDisks") {
		for _, old := range document.Array(w.OldProperties, "storageProfile.dataDisks") {
			if lun := document.At(disk, "lun"); lun != nil && document.Equal(lun, document.At(old, "lun")) {
				document.Fill(disk, old)
			}
		}
	}
}

// defaultDisks names the disks that the request leaves unnamed, as Azure does.
func defaultDisks(w *arm.Write) {
	disk, ok := document.At(w.Properties, "storageProfile.osDisk").(map[string]any)
	if !ok {
		return
	}
	document.Default(disk, "name", w.ID.Name()+"_OsDisk_1_"+hex.EncodeToString(w.Engine().Sources.Bytes(16)))
	document.Default(disk, "osType", osType(w.Properties))
	document.Default(w.Properties, "storageProfile.dataDisks", []any{})
}

func osType(properties map[string]any) string {
	publisher := document.String(properties, "storageProfile.imageReference.publisher")
	if strings.HasPrefix(strings.ToLower(publisher), "microsoftwindows") || document.At(properties, "osProfile.windowsConfiguration") != nil {
		return "Windows"
	}
	return "Linux"
}

// joinInterfaces connects the machine with its network interfaces, each of which
// serves one machine.
func joinInterfaces(ctx context.Context, w *arm.Write) error {
	all, err := interfaceIDs(w.Properties)
	if err != nil {
		return err
	}
	sent, _ := document.At(w.Body, "properties").(map[string]any)
	named, err := interfaceIDs(sent)
	if err != nil {
		return err
	}
	if err := join(ctx, w, "Microsoft.Network/networkInterfaces/join/action", all, named); err != nil {
		return err
	}
	for _, id := range all {
		index := arm.UsesIndex(id)
		users, err := w.Unit.Find(ctx, index.Name, index.Value)
		if err != nil {
			return err
		}
		for _, user := range users {
			if user.Kind == w.Type.Kind() && user.Key != w.ID.Key() {
				return resource.Invalid("NicInUse", "Network Interface %s is used by existing resource %s.", id, user.Key)
			}
		}
		// A second machine that takes the interface meanwhile is refused by the store.
		w.Indexes = append(w.Indexes, resource.Index{Name: "attached", Value: id.Key(), Unique: true})
	}
	return nil
}

func interfaceIDs(properties map[string]any) ([]resource.ID, error) {
	var ids []resource.ID
	for i, entry := range document.Array(properties, "networkProfile.networkInterfaces") {
		id, err := reference(document.At(entry, "id"), fmt.Sprintf("properties.networkProfile.networkInterfaces[%d].id", i))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// showVM adds the instance view where it is asked for, and hides what came with
// later api-versions.
func showVM(_ context.Context, s *arm.Shown) error {
	expand := strings.EqualFold(s.Query("$expand"), "instanceView")
	old := s.Version.Before("2021-11-01")
	if !expand && !old {
		return nil
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	if old {
		delete(properties, "timeCreated")
	}
	if expand {
		properties["instanceView"] = map[string]any{"statuses": []any{
			status("ProvisioningState/succeeded", "Provisioning succeeded"),
			status("PowerState/running", "VM running"),
		}}
	}
	return nil
}

func status(code, display string) map[string]any {
	return map[string]any{"code": code, "level": "Info", "displayStatus": display}
}

func isMissing(err error) bool { return errors.Is(err, resource.ErrNotFound) }
