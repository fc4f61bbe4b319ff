package instance

// Document is all that is told of a machine, in the form of the newest version.
// Every value is a string; what is not known is "". (Microsoft's documentation of
// the instance metadata service.)
type Document struct {
	Compute Compute `json:"compute"`
	Network Network `json:"network"`
}

// Compute is the machine.
type Compute struct {
	AdditionalCapabilities struct {
		HibernationEnabled string `json:"hibernationEnabled"`
	} `json:"additionalCapabilities"`
	AzEnvironment    string `json:"azEnvironment"`
	CustomData       string `json:"customData"` // always empty, as in Azure since it was found to be secret
	EvictionPolicy   string `json:"evictionPolicy"`
	ExtendedLocation struct {
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"extendedLocation"`
	Host                       Reference       `json:"host"`
	HostGroup                  Reference       `json:"hostGroup"`
	IsHostCompatibilityLayerVM string          `json:"isHostCompatibilityLayerVm"`
	LicenseType                string          `json:"licenseType"`
	Location                   string          `json:"location"`
	Name                       string          `json:"name"`
	Offer                      string          `json:"offer"`
	OSProfile                  OSProfile       `json:"osProfile"`
	OSType                     string          `json:"osType"`
	PhysicalZone               string          `json:"physicalZone"`
	PlacementGroupID           string          `json:"placementGroupId"`
	Plan                       Plan            `json:"plan"`
	PlatformFaultDomain        string          `json:"platformFaultDomain"`
	PlatformSubFaultDomain     string          `json:"platformSubFaultDomain"`
	PlatformUpdateDomain       string          `json:"platformUpdateDomain"`
	Priority                   string          `json:"priority"`
	Provider                   string          `json:"provider"`
	PublicKeys                 []PublicKey     `json:"publicKeys"`
	Publisher                  string          `json:"publisher"`
	ResourceGroupName          string          `json:"resourceGroupName"`
	ResourceID                 string          `json:"resourceId"`
	SecurityProfile            SecurityProfile `json:"securityProfile"`
	SKU                        string          `json:"sku"`
	StorageProfile             StorageProfile  `json:"storageProfile"`
	SubscriptionID             string          `json:"subscriptionId"`
	Tags                       string          `json:"tags"`
	TagsList                   []Tag           `json:"tagsList"`
	UserData                   string          `json:"userData"`
	Version                    string          `json:"version"`
	VirtualMachineScaleSet     Reference       `json:"virtualMachineScaleSet"`
	VMID                       string          `json:"vmId"`
	VMScaleSetName             string          `json:"vmScaleSetName"`
	VMSize                     string          `json:"vmSize"`
	Zone                       string          `json:"zone"`
}

// Reference names another resource.
type Reference struct {
	ID string `json:"id"`
}

// OSProfile is the machine's name and its first user.
type OSProfile struct {
	AdminUsername                 string `json:"adminUsername"`
	ComputerName                  string `json:"computerName"`
	DisablePasswordAuthentication string `json:"disablePasswordAuthentication"`
}

// Plan is what an image was bought under.
type Plan struct {
	Name      string `json:"name"`
	Product   string `json:"product"`
	Publisher string `json:"publisher"`
}

// PublicKey is a key that may sign in.
type PublicKey struct {
	KeyData string `json:"keyData"`
	Path    string `json:"path"`
}

// SecurityProfile is how the machine starts and keeps its disks.
type SecurityProfile struct {
	EncryptionAtHost  string `json:"encryptionAtHost"`
	SecureBootEnabled string `json:"secureBootEnabled"`
	SecurityType      string `json:"securityType"`
	VirtualTPMEnabled string `json:"virtualTpmEnabled"`
}

// Tag is one tag.
type Tag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// StorageProfile are the machine's disks.
type StorageProfile struct {
	DataDisks      []DataDisk     `json:"dataDisks"`
	ImageReference ImageReference `json:"imageReference"`
	OSDisk         OSDisk         `json:"osDisk"`
	ResourceDisk   struct {
		Size string `json:"size"` // in kB
	} `json:"resourceDisk"`
}

// ImageReference is what the machine was made from.
type ImageReference struct {
	CommunityGalleryImageID string `json:"communityGalleryImageId"`
	ExactVersion            string `json:"exactVersion"`
	ID                      string `json:"id"`
	Offer                   string `json:"offer"`
	Publisher               string `json:"publisher"`
	SharedGalleryImageID    string `json:"sharedGalleryImageId"`
	SKU                     string `json:"sku"`
	Version                 string `json:"version"`
}

// OSDisk is the disk with the system.
type OSDisk struct {
	Caching                 string             `json:"caching"`
	CreateOption            string             `json:"createOption"`
	DiffDiskSettings        DiffDiskSettings   `json:"diffDiskSettings"`
	DiskSizeGB              string             `json:"diskSizeGB"`
	EncryptionSettings      EncryptionSettings `json:"encryptionSettings"`
	Image                   URI                `json:"image"`
	ManagedDisk             ManagedDisk        `json:"managedDisk"`
	Name                    string             `json:"name"`
	OSType                  string             `json:"osType"`
	VHD                     URI                `json:"vhd"`
	WriteAcceleratorEnabled string             `json:"writeAcceleratorEnabled"`
}

// DiffDiskSettings say whether a disk is the host's own.
type DiffDiskSettings struct {
	Option string `json:"option"`
}

// EncryptionSettings are where the keys are with which a disk is encrypted.
type EncryptionSettings struct {
	DiskEncryptionKey struct {
		SecretURL   string    `json:"secretUrl"`
		SourceVault Reference `json:"sourceVault"`
	} `json:"diskEncryptionKey"`
	Enabled          string `json:"enabled"`
	KeyEncryptionKey struct {
		KeyURL      string    `json:"keyUrl"`
		SourceVault Reference `json:"sourceVault"`
	} `json:"keyEncryptionKey"`
}

// URI is where a disk is that is not managed.
type URI struct {
	URI string `json:"uri"`
}

// ManagedDisk is the resource behind a disk.
type ManagedDisk struct {
	ID                 string `json:"id"`
	StorageAccountType string `json:"storageAccountType"`
}

// DataDisk is another disk. Its throttles and its capacity are told of ultra disks only.
type DataDisk struct {
	BytesPerSecondThrottle  string             `json:"bytesPerSecondThrottle"`
	Caching                 string             `json:"caching"`
	CreateOption            string             `json:"createOption"`
	DiffDiskSettings        DiffDiskSettings   `json:"diffDiskSettings"`
	DiskCapacityBytes       string             `json:"diskCapacityBytes"`
	DiskSizeGB              string             `json:"diskSizeGB"`
	EncryptionSettings      EncryptionSettings `json:"encryptionSettings"`
	Image                   URI                `json:"image"`
	IsSharedDisk            string             `json:"isSharedDisk"`
	IsUltraDisk             string             `json:"isUltraDisk"`
	LUN                     string             `json:"lun"`
	ManagedDisk             ManagedDisk        `json:"managedDisk"`
	Name                    string             `json:"name"`
	OpsPerSecondThrottle    string             `json:"opsPerSecondThrottle"`
	OSType                  string             `json:"osType"`
	VHD                     URI                `json:"vhd"`
	WriteAcceleratorEnabled string             `json:"writeAcceleratorEnabled"`
}

// Network are the machine's interfaces.
type Network struct {
	Interface []Interface `json:"interface"`
}

// Interface is one of them.
type Interface struct {
	IPv4       Family `json:"ipv4"`
	IPv6       Family `json:"ipv6"`
	MACAddress string `json:"macAddress"` // twelve digits without a separator
}

// Family are an interface's addresses of one kind.
type Family struct {
	IPAddress []IPAddress `json:"ipAddress"`
	Subnet    []Subnet    `json:"subnet,omitempty"`
}

// IPAddress is a private address, and the public one that leads to it or "".
type IPAddress struct {
	PrivateIPAddress string `json:"privateIpAddress"`
	PublicIPAddress  string `json:"publicIpAddress"`
}

// Subnet is the range of a subnet.
type Subnet struct {
	Address string `json:"address"`
	Prefix  string `json:"prefix"`
}
