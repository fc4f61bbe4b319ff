// Package resources serves what Resource Manager itself owns: tenants,
// subscriptions, locations, providers and their registration, resource groups,
// tags, and the lists of all resources.
package resources
