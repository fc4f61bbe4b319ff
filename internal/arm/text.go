package arm

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/identity"
)

func lower(s string) string { return strings.ToLower(s) }

func lastSlash(s string) int { return strings.LastIndexByte(s, '/') }

func lowerGroups(id string) string { return identity.LowerGroups(id) }
