package arm

import (
	"slices"
	"strings"
)

// Location is an Azure region.
type Location struct {
	Name     string // such as "westus2"
	Display  string // such as "West US 2"
	Geo      string // geography group
	Lat, Lon string
}

// Locations are the regions that resources may stand in.
var Locations = []Location{
	{"australiacentral", "Australia Central", "Asia Pacific", "-35.3075", "149.1244"},
	{"australiaeast", "Australia East", "Asia Pacific", "-33.86", "151.2094"},
	{"australiasoutheast", "Australia Southeast", "Asia Pacific", "-37.8136", "144.9631"},
	{"austriaeast", "Austria East", "Europe", "48.2201", "16.3718"},
	{"brazilsouth", "Brazil South", "South America", "-23.55", "-46.633"},
	{"brazilsoutheast", "Brazil Southeast", "South America", "-22.90278", "-43.2075"},
	{"canadacentral", "Canada Central", "Canada", "43.653", "-79.383"},
	{"canadaeast", "Canada East", "Canada", "46.817", "-71.217"},
	{"centralindia", "Central India", "Asia Pacific", "18.5822", "73.9197"},
	{"centralus", "Central US", "US", "41.5908", "-93.6208"},
	{"centraluseuap", "Central US EUAP", "US", "41.5908", "-93.6208"},
	{"chilecentral", "Chile Central", "South America", "-33.4489", "-70.6693"},
	{"eastasia", "East Asia", "Asia Pacific", "22.267", "114.188"},
	{"eastus", "East US", "US", "37.3719", "-79.8164"},
	{"eastus2", "East US 2", "US", "36.6681", "-78.3889"},
	{"eastus2euap", "East US 2 EUAP", "US", "36.6681", "-78.3889"},
	{"francecentral", "France Central", "Europe", "46.3772", "2.373"},
	{"francesouth", "France South", "Europe", "43.8345", "2.1972"},
	{"germanynorth", "Germany North", "Europe", "53.073635", "8.806422"},
	{"germanywestcentral", "Germany West Central", "Europe", "50.110924", "8.682127"},
	{"indonesiacentral", "Indonesia Central", "Asia Pacific", "-6.2088", "106.8456"},
	{"israelcentral", "Israel Central", "Middle East", "31.2655", "33.4506"},
	{"italynorth", "Italy North", "Europe", "45.46888", "9.18109"},
	{"japaneast", "Japan East", "Asia Pacific", "35.68", "139.77"},
	{"japanwest", "Japan West", "Asia Pacific", "34.6939", "135.5022"},
	{"koreacentral", "Korea Central", "Asia Pacific", "37.5665", "126.978"},
	{"koreasouth", "Korea South", "Asia Pacific", "35.1796", "129.0756"},
	{"malaysiawest", "Malaysia West", "Asia Pacific", "3.140853", "101.693207"},
	{"mexicocentral", "Mexico Central", "Mexico", "20.5888", "-100.3899"},
	{"newzealandnorth", "New Zealand North", "Asia Pacific", "-36.8485", "174.7633"},
	{"northcentralus", "North Central US", "US", "41.8819", "-87.6278"},
	{"northeurope", "North Europe", "Europe", "53.3478", "-6.2597"},
	{"norwayeast", "Norway East", "Europe", "59.913868", "10.752245"},
	{"norwaywest", "Norway West", "Europe", "58.969975", "5.733107"},
	{"polandcentral", "Poland Central", "Europe", "52.23334", "21.01666"},
	{"qatarcentral", "Qatar Central", "Middle East", "25.551462", "51.439327"},
	{"southafricanorth", "South Africa North", "Africa", "-25.73134", "28.21837"},
	{"southafricawest", "South Africa West", "Africa", "-34.075691", "18.843266"},
	{"southcentralus", "South Central US", "US", "29.4167", "-98.5"},
	{"southeastasia", "Southeast Asia", "Asia Pacific", "1.283", "103.833"},
	{"southindia", "South India", "Asia Pacific", "12.9822", "80.1636"},
	{"spaincentral", "Spain Central", "Europe", "40.4259", "-3.4209"},
	{"swedencentral", "Sweden Central", "Europe", "60.67488", "17.14127"},
	{"switzerlandnorth", "Switzerland North", "Europe", "47.451542", "8.564572"},
	{"switzerlandwest", "Switzerland West", "Europe", "46.204391", "6.143158"},
	{"uaecentral", "UAE Central", "Middle East", "24.466667", "54.366669"},
	{"uaenorth", "UAE North", "Middle East", "25.266666", "55.316666"},
	{"uksouth", "UK South", "Europe", "50.941", "-0.799"},
	{"ukwest", "UK West", "Europe", "53.427", "-3.084"},
	{"westcentralus", "West Central US", "US", "40.89", "-110.234"},
	{"westeurope", "West Europe", "Europe", "52.3667", "4.9"},
	{"westindia", "West India", "Asia Pacific", "19.088", "72.868"},
	{"westus", "West US", "US", "37.783", "-122.417"},
	{"westus2", "West US 2", "US", "47.233", "-119.852"},
	{"westus3", "West US 3", "US", "33.448376", "-112.074036"},
}

// NormalLocation is a location as Azure stores it: "West US" becomes "westus".
func NormalLocation(text string) string {
	return strings.ToLower(strings.ReplaceAll(text, " ", ""))
}

func knownLocation(name string) bool {
	return slices.ContainsFunc(Locations, func(l Location) bool { return l.Name == name })
}

// LocationNames are the short names of all locations.
func LocationNames() []string {
	names := make([]string, len(Locations))
	for i, l := range Locations {
		names[i] = l.Name
	}
	return names
}

// KnownLocation reports whether a location, in its normal form, is one that
// resources may stand in.
func KnownLocation(name string) bool { return knownLocation(name) }
