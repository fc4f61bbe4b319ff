package arm

import "strings"

func lower(s string) string { return strings.ToLower(s) }

func lastSlash(s string) int { return strings.LastIndexByte(s, '/') }
