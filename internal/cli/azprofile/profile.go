package azprofile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/atomicfile"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server"
)

// Profile is az's profile for a server.
type Profile struct {
	// Az is the program's path.
	Az string
	// Environment is the server's, with the administrator's secret.
	Environment server.Environment
	Way         environ.Way
}

// Dir is the profile's directory.
func (p Profile) Dir() string { return filepath.Join(environ.AzDir(p.Environment), string(p.Way)) }

// foreign are variables of az's that would have it use another cloud.
var foreign = []string{"AZURE_CLOUD_NAME=", "ARM_CLOUD_METADATA_URL="}

// Child is the environment of an az that uses the profile, made of what it
// inherits: it asks nobody else for anything.
func (p Profile) Child(inherited []string) []string { return p.child(inherited, p.Dir()) }

func (p Profile) child(inherited []string, dir string) []string {
	var kept []string
	for _, entry := range inherited {
		if !hasAnyPrefix(entry, foreign) {
			kept = append(kept, entry)
		}
	}
	vars := environ.Cloud(p.Environment)
	if p.Way == environ.ByProxy {
		vars = environ.Public(p.Environment, p.Environment.Proxy)
	}
	vars = append(vars,
		environ.Var{Name: "AZURE_CONFIG_DIR", Value: dir},
		environ.Var{Name: "AZURE_CORE_COLLECT_TELEMETRY", Value: "no"},
		environ.Var{Name: "AZURE_CORE_SURVEY_MESSAGE", Value: "no"},
		environ.Var{Name: "AZURE_CORE_ERROR_RECOMMENDATION", Value: "off"},
		environ.Var{Name: "AZURE_CORE_LOGIN_EXPERIENCE_V2", Value: "off"},
		environ.Var{Name: "AZURE_EXTENSION_USE_DYNAMIC_INSTALL", Value: "no"},
	)
	return environ.Child(kept, vars, environ.Nearby)
}

func hasAnyPrefix(text string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// stampFile names the server that a profile is signed in to.
const stampFile = "azimuth-signed-in"

// stamp changes with whatever makes a profile useless: the tenant, the
// administrator's secret, and, for a cloud of its own, the addresses.
func (p Profile) stamp() string {
	e := p.Environment
	parts := []string{string(p.Way), e.TenantID, e.SubscriptionID, e.ClientID, e.ClientSecret}
	if p.Way == environ.ByAddress {
		parts = append(parts, e.ResourceManager, e.Login, e.Graph)
	}
	digest := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(digest[:])
}

// SignedIn reports whether the profile is there and of this server.
func (p Profile) SignedIn() (bool, error) {
	text, err := os.ReadFile(filepath.Join(p.Dir(), stampFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return string(text) == p.stamp(), err
}

// SignIn makes the profile anew and signs it in as the administrator. What the
// user has set in the old one is kept. It works beside the old profile and
// takes its place at the end, so that an interruption, or another SignIn at the
// same time, leaves a whole profile.
func (p Profile) SignIn(ctx context.Context) (err error) {
	parent := filepath.Dir(p.Dir())
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	work, err := os.MkdirTemp(parent, ".signing-in-*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	next, old := filepath.Join(work, "next"), filepath.Join(work, "old")
	if err := p.build(ctx, next); err != nil {
		return err
	}
	if err := os.Rename(p.Dir(), old); err == nil {
		if err := p.keep(old, next); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(next, p.Dir()); err != nil {
		if done, failed := p.SignedIn(); done && failed == nil { // by another SignIn
			return nil
		}
		return err
	}
	return nil
}

func (p Profile) build(ctx context.Context, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if p.Way == environ.ByProxy {
		if err := atomicfile.Write(filepath.Join(dir, cloudsFile), []byte(publicCloud), 0o600); err != nil {
			return err
		}
	}
	if err := p.settle(ctx, dir); err != nil {
		return err
	}
	if err := p.login(ctx, dir); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, stampFile), []byte(p.stamp()), 0o600)
}

// publicCloud has az read the short names of images from us: the host that has
// them otherwise is one that we do not stand in for.
const (
	cloudsFile  = "clouds.config"
	publicCloud = `[AzureCloud]
endpoint_vm_image_alias_doc = https://management.azure.com/metadata/imageAliases.json
`
)

// own are what users set in a profile: their defaults, and extensions.
var own = []string{"config", "cliextensions"}

// keep takes what the user has set in an old profile into the next. What they set
// for the public cloud is theirs too; a cloud of its own stands there with
// addresses that may have changed.
func (p Profile) keep(old, next string) error {
	names := own
	if p.Way == environ.ByProxy {
		names = append(slices.Clone(own), cloudsFile)
	}
	for _, name := range names {
		from, to := filepath.Join(old, name), filepath.Join(next, name)
		if _, err := os.Lstat(from); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.RemoveAll(to); err != nil {
			return err
		}
		if err := os.Rename(from, to); err != nil {
			return err
		}
	}
	return nil
}
