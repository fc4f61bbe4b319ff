package model

import (
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The orchestration modes of scale sets. The instances of a Uniform set are parts
// of it; those of a Flexible one are virtual machines of their own.
const (
	Uniform  = "Uniform"
	Flexible = "Flexible"
)

// IsFlexible reports whether a scale set's properties have the mode Flexible.
func IsFlexible(properties any) bool {
	return document.String(properties, "orchestrationMode") == Flexible
}

// IsFlexibleSet reports whether a stored scale set has the mode Flexible.
func IsFlexibleSet(set resource.Record) (bool, error) {
	properties, err := document.Read(set.Properties)
	return err == nil && IsFlexible(properties), err
}
