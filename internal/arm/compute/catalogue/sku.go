package catalogue

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/apiversion"
	"github.com/azimuthid/azimuth/internal/resource"
)

// osDiskMB is the largest disk of an operating system, in MB.
const osDiskMB = 1047552

// listSizes lists the sizes in the older, shorter form.
func listSizes(_ context.Context, c *arm.Call) (*arm.Response, error) {
	if known := slices.ContainsFunc(arm.Locations, func(l arm.Location) bool { return l.Name == location(c) }); !known {
		return nil, resource.Invalid("NoRegisteredProviderFound", "No registered resource provider found for location '%s' and API version '%s' for type 'locations/vmSizes'. The supported api-versions are '%s'. The supported locations are '%s'.",
			c.Args["location"], c.Version, apiversion.All[len(apiversion.All)-1], strings.Join(arm.LocationNames(), ", "))
	}
	return sizeList(), nil
}

// ListSizesFor lists the sizes to which a machine, or the machines of a group, may change.
func ListSizesFor(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	return sizeList(), nil
}

func sizeList() *arm.Response {
	value := make([]any, len(vmSizes))
	for i, s := range vmSizes {
		value[i] = map[string]any{
			"name": s.name, "numberOfCores": s.cores, "memoryInMB": s.memoryMB,
			"osDiskSizeInMB": osDiskMB, "resourceDiskSizeInMB": s.scratchMB, "maxDataDiskCount": s.disks,
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value})
}

// zoneless are the locations without availability zones.
var zoneless = []string{
	"australiacentral", "australiasoutheast", "brazilsoutheast", "canadaeast", "centraluseuap", "francesouth", "germanynorth", "japanwest", "koreasouth",
	"northcentralus", "norwaywest", "southafricawest", "southindia", "switzerlandwest", "uaecentral", "ukwest", "westcentralus", "westindia", "westus",
}

// listSKUs lists the sizes with what they can do, one entry for each location.
func listSKUs(_ context.Context, c *arm.Call) (*arm.Response, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "location"); err != nil {
		return nil, err
	}
	wanted, filtered := filter.Equals("location")
	value := []any{}
	for _, l := range arm.Locations {
		if filtered && arm.NormalLocation(wanted) != l.Name {
			continue
		}
		for _, s := range vmSizes {
			value = append(value, showSKU(s, l))
		}
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

func showSKU(s vmSize, l arm.Location) map[string]any {
	tier, size, _ := strings.Cut(s.name, "_")
	zones := []string{}
	if !slices.Contains(zoneless, l.Name) {
		zones = []string{"1", "2", "3"}
	}
	return map[string]any{
		"resourceType": "virtualMachines",
		"name":         s.name,
		"tier":         tier,
		"size":         size,
		"family":       s.family,
		"locations":    []string{l.Name},
		"locationInfo": []any{map[string]any{"location": l.Name, "zones": zones, "zoneDetails": []any{}}},
		"capabilities": capabilities(s),
		"restrictions": []any{},
	}
}

func capabilities(s vmSize) []any {
	generations := "V1"
	if s.second {
		generations = "V1,V2"
	}
	return []any{
		feature("MaxResourceVolumeMB", strconv.Itoa(s.scratchMB)),
		feature("OSVhdSizeMB", strconv.Itoa(osDiskMB)),
		feature("vCPUs", strconv.Itoa(s.cores)),
		feature("HyperVGenerations", generations),
		feature("MemoryGB", strconv.FormatFloat(float64(s.memoryMB)/1024, 'f', -1, 64)),
		feature("MaxDataDiskCount", strconv.Itoa(s.disks)),
		feature("CpuArchitectureType", "x64"),
		feature("LowPriorityCapable", "True"),
		feature("PremiumIO", yesNo(s.premium)),
		feature("VMDeploymentTypes", "IaaS"),
		feature("vCPUsAvailable", strconv.Itoa(s.cores)),
		feature("AcceleratedNetworkingEnabled", yesNo(s.accelerated)),
		feature("RdmaEnabled", "False"),
		feature("MaxNetworkInterfaces", strconv.Itoa(s.interfaces)),
	}
}

func yesNo(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func feature(name, value string) map[string]any {
	return map[string]any{"name": name, "value": value}
}
