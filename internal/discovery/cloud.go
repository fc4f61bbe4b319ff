package discovery

// Cloud is what a document says of a cloud.
type Cloud struct {
	Name string
	// ResourceManager, Login, Graph and Portal are addresses without a slash at
	// their end. Login may have a path, behind which the tenant follows.
	ResourceManager, Login, Graph, Portal string
	// Suffix is what the names of data services end in, such as "core.windows.net"
	// for storage: each service's own label stands before it.
	Suffixes Suffixes
}

// Suffixes are the ends of the names of services that hold data, without a dot
// at their beginning.
type Suffixes struct {
	Storage, SQLServer, KeyVault, ContainerRegistry, ManagedHSM string
}

// Public is Azure's public cloud.
func Public() Cloud {
	return Cloud{
		Name:            "AzureCloud",
		ResourceManager: "https://management.azure.com",
		Login:           "https://login.microsoftonline.com",
		Graph:           "https://graph.microsoft.com",
		Portal:          "https://portal.azure.com",
		Suffixes: Suffixes{
			Storage: "core.windows.net", SQLServer: "database.windows.net", KeyVault: "vault.azure.net",
			ContainerRegistry: "azurecr.io", ManagedHSM: "managedhsm.azure.net",
		},
	}
}

// audiences are those of tokens for Resource Manager. The first is the one that
// az asks tokens for.
var audiences = []string{"https://management.core.windows.net/", "https://management.azure.com/"}

// document is the description of a cloud since 2018. Where clients take a member
// for an audience only, it is that of the public cloud, for which our token
// service issues tokens too.
type document struct {
	Portal          string `json:"portal"`
	Authentication  login  `json:"authentication"`
	Media           string `json:"media"`
	GraphAudience   string `json:"graphAudience"`
	Graph           string `json:"graph"`
	Name            string `json:"name"`
	Suffixes        ends   `json:"suffixes"`
	Batch           string `json:"batch"`
	ResourceManager string `json:"resourceManager"`
	ImageAliases    string `json:"vmImageAliasDoc"`
	DataLake        string `json:"activeDirectoryDataLake"`
	SQLManagement   string `json:"sqlManagement"`
	MicrosoftGraph  string `json:"microsoftGraphResourceId"`
	AppInsights     string `json:"appInsightsResourceId"`
	LogAnalytics    string `json:"logAnalyticsResourceId"`
	Attestation     string `json:"attestationResourceId"`
	Synapse         string `json:"synapseAnalyticsResourceId"`
	OSSDatabases    string `json:"ossrDbmsResourceId"`
	Gallery         string `json:"gallery"`
}

type login struct {
	Endpoint         string   `json:"loginEndpoint"`
	Audiences        []string `json:"audiences"`
	Tenant           string   `json:"tenant"`
	IdentityProvider string   `json:"identityProvider"`
}

type ends struct {
	Storage           string `json:"storage"`
	SQLServer         string `json:"sqlServerHostname"`
	KeyVault          string `json:"keyVaultDns"`
	ContainerRegistry string `json:"acrLoginServer"`
	ManagedHSM        string `json:"mhsmDns"`
}

func (c Cloud) document() document {
	return document{
		Portal:          c.Portal,
		Authentication:  login{c.Login, audiences, "common", "AAD"},
		Media:           "https://rest.media.azure.net",
		GraphAudience:   "https://graph.windows.net/",
		Graph:           "https://graph.windows.net/",
		Name:            c.Name,
		Suffixes:        ends(c.Suffixes),
		Batch:           "https://batch.core.windows.net/",
		ResourceManager: c.ResourceManager + "/",
		ImageAliases:    c.ResourceManager + pathAliases,
		DataLake:        "https://datalake.azure.net/",
		SQLManagement:   c.ResourceManager + "/",
		MicrosoftGraph:  c.Graph + "/",
		AppInsights:     "https://api.applicationinsights.io",
		LogAnalytics:    "https://api.loganalytics.io",
		Attestation:     "https://attest.azure.net",
		Synapse:         "https://dev.azuresynapse.net",
		OSSDatabases:    "https://ossrdbms-aad.database.windows.net",
		Gallery:         c.ResourceManager + "/",
	}
}

// early is the description of a cloud before 2018.
type early struct {
	Gallery        string      `json:"galleryEndpoint"`
	Graph          string      `json:"graphEndpoint"`
	Portal         string      `json:"portalEndpoint"`
	Authentication earlierAuth `json:"authentication"`
}

type earlierAuth struct {
	Endpoint  string   `json:"loginEndpoint"`
	Audiences []string `json:"audiences"`
}

func (c Cloud) early() early {
	d := c.document()
	return early{d.Gallery, d.Graph, d.Portal, earlierAuth{c.Login, audiences}}
}
