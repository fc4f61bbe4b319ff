package instance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Source reads machines and what they refer to.
type Source struct{ Store resource.Store }

// machine is a machine's document, opened.
type machine struct {
	record     resource.Record
	properties any
	id         resource.ID
	inSet      bool // whether it is an instance of a scale set
}

// Describe tells of the machine with an id: a virtual machine or an instance.
func (s Source) Describe(ctx context.Context, id resource.ID) (Document, error) {
	m, err := s.load(ctx, id)
	if err != nil {
		return Document{}, err
	}
	d := Document{Compute: m.compute()}
	if d.Compute.StorageProfile, err = s.storage(ctx, m); err != nil {
		return Document{}, err
	}
	if d.Network, err = s.network(ctx, m); err != nil {
		return Document{}, err
	}
	return d, nil
}

func (s Source) load(ctx context.Context, id resource.ID) (machine, error) {
	record, properties, err := s.read(ctx, id.Key())
	return machine{record: record, properties: properties, id: id, inSet: strings.EqualFold(id.Type(), identity.InstanceType)}, err
}

func (s Source) read(ctx context.Context, key string) (record resource.Record, properties any, err error) {
	d, err := s.Store.Get(ctx, key)
	if err != nil {
		return record, nil, err
	}
	if record, err = resource.ParseRecord(d); err != nil {
		return record, nil, err
	}
	if len(record.Properties) == 0 {
		return record, map[string]any{}, nil
	}
	properties, err = document.Read(record.Properties)
	return record, properties, err
}

// find reads what a machine refers to by its id; nil where it is not there.
func (s Source) find(ctx context.Context, id string) (record resource.Record, properties any, err error) {
	parsed, err := resource.ParseID(id)
	if err != nil {
		return record, nil, nil //nolint:nilerr // what is kept unchecked may name anything
	}
	record, properties, err = s.read(ctx, parsed.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return record, nil, nil
	}
	return record, properties, err
}

// text is a value as the metadata service shows all: as a string.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return fmt.Sprint(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// at is the member at a path, as a string.
func (m machine) at(path string) string { return text(document.At(m.properties, path)) }

// flag is the member at a path, or "false".
func flag(object any, path string) string {
	if v := text(document.At(object, path)); v != "" {
		return v
	}
	return "false"
}

func (m machine) compute() (c Compute) {
	c.AdditionalCapabilities.HibernationEnabled = flag(m.properties, "additionalCapabilities.hibernationEnabled")
	c.AzEnvironment = "AzurePublicCloud"
	if place := m.record.Members["extendedLocation"]; len(place) > 0 {
		_ = json.Unmarshal(place, &c.ExtendedLocation) // what is no place is none
	}
	c.EvictionPolicy = m.at("evictionPolicy")
	c.Host.ID, c.HostGroup.ID = m.at("host.id"), m.at("hostGroup.id")
	c.IsHostCompatibilityLayerVM = "false"
	c.LicenseType = m.at("licenseType")
	c.Location = m.record.Location
	c.OSType = m.at("storageProfile.osDisk.osType")
	c.Priority = m.at("priority")
	c.Provider = "Microsoft.Compute"
	c.ResourceGroupName = m.id.ResourceGroup()
	c.ResourceID = m.record.ID
	c.SubscriptionID = m.id.Subscription()
	c.UserData = m.at("userData")
	c.VMID = m.at("vmId")
	c.VMSize = m.at("hardwareProfile.vmSize")
	c.Zone = m.zone()
	m.fillPlace(&c)
	m.fillImage(&c)
	m.fillSystem(&c)
	m.fillTags(&c)
	return c
}

// fillPlace says by which name the machine goes, and where it stands. The domains
// of machines that are not in a scale set are not spread.
func (m machine) fillPlace(c *Compute) {
	c.Name, c.PlatformFaultDomain, c.PlatformUpdateDomain = m.id.Name(), "0", "0"
	if !m.inSet {
		m.fillFleet(c)
		return
	}
	set := m.id.Parent()
	c.Name = set.Name() + "_" + m.id.Name()
	c.VMScaleSetName = set.Name()
	c.VirtualMachineScaleSet.ID = strings.TrimSuffix(m.record.ID, "/virtualMachines/"+m.id.Name())
	domain := domainOf(m.id.Name())
	c.PlatformFaultDomain, c.PlatformUpdateDomain = domain, domain
}

// fillFleet says in which Flexible scale set a virtual machine is.
func (m machine) fillFleet(c *Compute) {
	set, err := resource.ParseID(m.at("virtualMachineScaleSet.id"))
	if err != nil || set.IsRoot() {
		return
	}
	c.VirtualMachineScaleSet.ID, c.VMScaleSetName = m.at("virtualMachineScaleSet.id"), set.Name()
	var facts struct{ Fleet struct{ Domain int } }
	if json.Unmarshal(m.record.Server, &facts) == nil {
		c.PlatformFaultDomain = fmt.Sprint(facts.Fleet.Domain)
	}
}

// domainOf is the domain of an instance; see internal/arm/compute/scaleset/uniform.
func domainOf(number string) string {
	const domains = 5
	n := 0
	if _, err := fmt.Sscan(number, &n); err != nil {
		return "0"
	}
	return fmt.Sprint(n % domains)
}

func (m machine) zone() string {
	var zones []string
	if err := json.Unmarshal(m.record.Members["zones"], &zones); err != nil || len(zones) == 0 {
		return ""
	}
	return zones[0]
}

func (m machine) fillImage(c *Compute) {
	const image = "storageProfile.imageReference."
	c.Publisher, c.Offer, c.SKU = m.at(image+"publisher"), m.at(image+"offer"), m.at(image+"sku")
	if c.Version = m.at(image + "exactVersion"); c.Version == "" {
		c.Version = m.at(image + "version")
	}
	var plan Plan
	if json.Unmarshal(m.record.Members["plan"], &plan) == nil {
		c.Plan = plan
	}
}

func (m machine) fillSystem(c *Compute) {
	c.OSProfile = OSProfile{
		AdminUsername: m.at("osProfile.adminUsername"), ComputerName: m.at("osProfile.computerName"),
		DisablePasswordAuthentication: flag(m.properties, "osProfile.linuxConfiguration.disablePasswordAuthentication"),
	}
	c.PublicKeys = []PublicKey{}
	for _, key := range document.Array(m.properties, "osProfile.linuxConfiguration.ssh.publicKeys") {
		c.PublicKeys = append(c.PublicKeys, PublicKey{KeyData: document.String(key, "keyData"), Path: document.String(key, "path")})
	}
	c.SecurityProfile = SecurityProfile{
		EncryptionAtHost:  flag(m.properties, "securityProfile.encryptionAtHost"),
		SecureBootEnabled: flag(m.properties, "securityProfile.uefiSettings.secureBootEnabled"),
		SecurityType:      m.at("securityProfile.securityType"),
		VirtualTPMEnabled: flag(m.properties, "securityProfile.uefiSettings.vTpmEnabled"),
	}
}

// fillTags gives the tags in two forms, in the order of their names.
func (m machine) fillTags(c *Compute) {
	names := make([]string, 0, len(m.record.Tags))
	for name := range m.record.Tags {
		names = append(names, name)
	}
	slices.Sort(names)
	c.TagsList = make([]Tag, len(names))
	pairs := make([]string, len(names))
	for i, name := range names {
		c.TagsList[i] = Tag{name, m.record.Tags[name]}
		pairs[i] = name + ":" + m.record.Tags[name]
	}
	c.Tags = strings.Join(pairs, ";")
}
