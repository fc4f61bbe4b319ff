package network

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	publicIPType = "Microsoft.Network/publicIPAddresses"
	joinPublicIP = publicIPType + "/join/action"
)

func publicIPAddress() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        "publicIPAddresses",
		Display:     "Public IP Addresses",
		Versions:    versions,
		Located:     true,
		Members:     []string{"sku", "zones", "extendedLocation"},
		Kept:        []string{"resourceGuid"},
		Provisioned: true,
		Operations:  arm.NetworkOperations(),
		Etag:        arm.GUIDEtag,
		Write:       writePublicIP,
		Delete:      deletePublicIP,
		Show:        showPublicIP,
	}
}

// writePublicIP gives the resource its address. A dynamic one has its own from
// the start too, and shows it while something is connected to it.
func writePublicIP(ctx context.Context, w *arm.Write) error {
	if w.Old == nil {
		w.Properties["resourceGuid"] = w.Engine().Sources.For("resourceGuid", w.ID.Key()).NewGUID()
	}
	for _, computed := range []string{"ipAddress", "ipConfiguration"} {
		document.Remove(w.Properties, computed)
	}
	sku, err := defaultSKU(w)
	if err != nil {
		return err
	}
	document.Default(w.Properties, "publicIPAllocationMethod", "Dynamic")
	document.Default(w.Properties, "publicIPAddressVersion", "IPv4")
	document.Default(w.Properties, "idleTimeoutInMinutes", json.Number("4"))
	document.Default(w.Properties, "ipTags", []any{})
	if err := oneOf(w.Record.ID, w.Properties, "publicIPAllocationMethod", "Static", "Dynamic"); err != nil {
		return err
	}
	if err := oneOf(w.Record.ID, w.Properties, "publicIPAddressVersion", "IPv4", "IPv6"); err != nil {
		return err
	}
	if err := numbers(w.Record.ID, w.Properties, "idleTimeoutInMinutes"); err != nil {
		return err
	}
	if sku != "Basic" && document.String(w.Properties, "publicIPAllocationMethod") != "Static" {
		return resource.Invalid("StandardSkuPublicIPAddressesMustBeStatic", "Standard sku publicIp %s must have AllocationMethod set to Static.", w.Record.ID)
	}
	if err := nameInDNS(ctx, w); err != nil {
		return err
	}
	return allocate(ctx, w)
}

// defaultSKU completes the member sku, and returns its name.
func defaultSKU(w *arm.Write) (string, error) {
	sku := make(map[string]any)
	if sent := w.Record.Members["sku"]; len(sent) > 0 {
		value, err := document.Read(sent)
		if err != nil {
			return "", err
		}
		if object, ok := value.(map[string]any); ok {
			sku = object
		}
	}
	document.Default(sku, "name", "Basic")
	document.Default(sku, "tier", "Regional")
	if err := oneOf(w.Record.ID, sku, "name", "Basic", "Standard", "StandardV2", "Gateway"); err != nil {
		return "", err
	}
	w.Record.Members["sku"] = document.Write(sku)
	return document.String(sku, "name"), nil
}

// showSKU hides what a resource's sku did not have in older api-versions.
func showSKU(s *arm.Shown) error {
	if !s.Version.Before("2020-07-01") {
		return nil
	}
	members := make(map[string]json.RawMessage, len(s.Record.Members))
	for name, value := range s.Record.Members {
		members[name] = value
	}
	if s.Version.Before("2017-08-01") {
		delete(members, "sku")
	} else if sku, err := document.Read(members["sku"]); err != nil {
		return err
	} else {
		members["sku"] = document.Write(map[string]any{"name": document.String(sku, "name")})
	}
	s.Record.Members = members
	return nil
}

var domainLabel = regexp.MustCompile(`^[a-z][a-z0-9-]{1,61}[a-z0-9]$`)

// nameInDNS gives the address the name that its label asks for; no two addresses
// of a region share one.
func nameInDNS(ctx context.Context, w *arm.Write) error {
	document.Remove(w.Properties, "dnsSettings.fqdn")
	label := document.String(w.Properties, "dnsSettings.domainNameLabel")
	if label == "" {
		return nil
	}
	if !domainLabel.MatchString(label) {
		return resource.Invalid("InvalidDomainNameLabel", "The domain name label %s is invalid. It must conform to the following regular expression: %s.", label, domainLabel)
	}
	fqdn := label + "." + w.Record.Location + ".cloudapp.azure.com"
	index := resource.Index{Name: "fqdn", Value: fqdn, Unique: true}
	holder, err := otherHolder(ctx, w, index)
	if err != nil {
		return err
	}
	if holder != "" {
		return resource.Invalid("DnsRecordInUse", "DNS record %s is already used by another public IP.", fqdn)
	}
	w.Indexes = append(w.Indexes, index)
	document.Set(w.Properties, "dnsSettings.fqdn", fqdn)
	return nil
}

// otherHolder is the key of another resource that holds an index value, or "".
// Of two that take it at once the store refuses one, which then looks again.
func otherHolder(ctx context.Context, w *arm.Write, index resource.Index) (string, error) {
	holders, err := w.Engine().Store.Find(ctx, index.Name, index.Value)
	if err != nil || len(holders) == 0 || holders[0].Key == w.ID.Key() {
		return "", err
	}
	return holders[0].Key, nil
}

func deletePublicIP(ctx context.Context, r *arm.Removal) error {
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	holder := user.ID
	if all, err := configurationsAt(ctx, r.Call, r.ID, "publicIPAddress"); err != nil {
		return err
	} else if len(all) > 0 {
		holder = all[0].id
	}
	return resource.Invalid("PublicIPAddressCannotBeDeleted", "Public IP address %s can not be deleted since it is still allocated to resource %s. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.", r.ID, holder)
}

// showPublicIP shows the address, and what is connected to it.
func showPublicIP(ctx context.Context, s *arm.Shown) error {
	if err := showSKU(s); err != nil {
		return err
	}
	properties, err := s.Properties()
	if err != nil {
		return err
	}
	id, err := resource.ParseID(s.Record.ID)
	if err != nil {
		return err
	}
	all, err := configurationsAt(ctx, s.Call, id, "publicIPAddress")
	if err != nil {
		return err
	}
	if len(all) > 0 {
		properties["ipConfiguration"] = map[string]any{"id": all[0].id}
	}
	if len(all) > 0 || document.String(properties, "publicIPAllocationMethod") == "Static" {
		facts, err := readAddressFacts(&s.Record)
		if err != nil {
			return err
		}
		properties["ipAddress"] = facts.Address
	}
	return nil
}

// claimPublicIP connects a configuration with the public address that it names,
// which belongs to one configuration at a time.
func claimPublicIP(ctx context.Context, w *arm.Write, properties map[string]any, configurationID string) error {
	id, err := resource.ParseID(document.String(properties, "publicIPAddress.id"))
	if err != nil || id.IsRoot() {
		return err
	}
	index := resource.Index{Name: "publicip", Value: id.Key(), Unique: true}
	holder, err := otherHolder(ctx, w, index)
	if err != nil {
		return err
	}
	for _, mine := range w.Indexes {
		if mine == index {
			holder = strings.ToLower(w.Record.ID)
		}
	}
	if holder != "" {
		return resource.Invalid("PublicIPAddressInUse", "Resource %s is referencing public IP address %s that is already allocated to resource %s.", configurationID, id, holder)
	}
	w.Indexes = append(w.Indexes, index)
	return nil
}
