package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// bill is what is in a program, as CycloneDX 1.6 has it.
type bill struct {
	Schema       string      `json:"$schema"`
	Format       string      `json:"bomFormat"`
	SpecVersion  string      `json:"specVersion"`
	SerialNumber string      `json:"serialNumber"`
	Version      int         `json:"version"`
	Metadata     metadata    `json:"metadata"`
	Components   []component `json:"components"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	PURL       string     `json:"purl"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licenses   []license  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type license struct {
	Expression string `json:"expression"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// writeBill writes what a program was linked from, and the packages whose code
// is in its portal.
func writeBill(path string, a about, lock string) error {
	b := bill{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		SerialNumber: serial(a), Components: []component{library("golang", "stdlib", strings.TrimPrefix(a.info.GoVersion, "go"))},
	}
	main := library("golang", a.info.Main.Path, a.version)
	main.Type = "application"
	main.Licenses = []license{{"Apache-2.0"}}
	for _, s := range a.info.Settings {
		if !strings.HasPrefix(s.Key, "-") {
			main.Properties = append(main.Properties, property{"go:build:" + s.Key, s.Value})
		}
	}
	b.Metadata = metadata{a.time.UTC().Format(time.RFC3339), main}
	for _, m := range a.info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := library("golang", m.Path, m.Version)
		if m.Sum != "" {
			c.Properties = []property{{"go:sum", m.Sum}}
		}
		b.Components = append(b.Components, c)
	}
	page, err := packages(lock)
	if err != nil {
		return err
	}
	b.Components = append(b.Components, page...)
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func library(kind, name, version string) component {
	purl := "pkg:" + kind + "/" + strings.ReplaceAll(name, "@", "%40") + "@" + strings.ReplaceAll(version, "+", "%2B")
	return component{Type: "library", Ref: purl, Name: name, Version: version, PURL: purl}
}

// serial is a number that follows from the commit and the platform.
func serial(a about) string {
	text := a.revision
	for _, s := range a.info.Settings {
		text += "\n" + s.Key + "=" + s.Value
	}
	sum := sha256.Sum256([]byte(text))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// packages are those that a lock file of npm has for more than making the page.
func packages(lock string) ([]component, error) {
	text, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	var file struct {
		Packages map[string]struct {
			Version, Integrity, License string
			Dev, DevOptional            bool
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	found := make(map[string]component)
	for path, p := range file.Packages {
		const folder = "node_modules/"
		at := strings.LastIndex(path, folder)
		if at < 0 || p.Dev || p.DevOptional {
			continue
		}
		c := library("npm", path[at+len(folder):], p.Version)
		if p.License != "" {
			c.Licenses = []license{{p.License}}
		}
		if sum, ok := strings.CutPrefix(p.Integrity, "sha512-"); ok {
			raw, err := base64.StdEncoding.DecodeString(sum)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", lock, path, err)
			}
			c.Hashes = []hash{{"SHA-512", hex.EncodeToString(raw)}}
		}
		found[c.Ref] = c
	}
	all := make([]component, 0, len(found))
	for _, c := range found {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b component) int { return strings.Compare(a.Ref, b.Ref) })
	return all, nil
}
