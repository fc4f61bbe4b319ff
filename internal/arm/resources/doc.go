// Package resources serves what Resource Manager itself owns: tenants,
// subscriptions, locations, providers, resource groups, and the lists of all
// resources.
package resources
