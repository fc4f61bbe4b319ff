package arm

import (
	"net/url"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Version is an api-version: a date, and perhaps a suffix such as "-preview".
type Version string

var versionForm = lazy.NewPattern(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(-(preview|alpha|beta|rc|privatepreview))?$`)

// Before reports whether the version is older than date ("2018-06-01"); a
// preview counts with its date.
func (v Version) Before(date Version) bool { return v.date() < date.date() }

func (v Version) date() string { return string(v[:min(len(v), len("2006-01-02"))]) }

// readVersion takes the api-version from a query and checks that it is one.
// Whether a type has it is for the type to say.
func readVersion(query url.Values) (Version, error) {
	values := query["api-version"]
	if len(values) == 0 || values[0] == "" {
		return "", resource.Invalid("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
	}
	if len(values) > 1 {
		return "", resource.Invalid("InvalidApiVersionParameter", "The api-version query parameter stands more than once in the request.")
	}
	return Version(strings.ToLower(values[0])), nil
}

// accept checks a version for a type: well-formed and no older than the oldest,
// or, when strict, one that was published.
func (e *Engine) accept(t *ResourceType, v Version) error {
	if !versionForm.MatchString(string(v)) || v.Before(t.Versions[0]) || e.StrictVersions && !t.unknown && !slices.Contains(t.Versions, v) {
		if t.provider.Namespace == platform {
			return resource.Invalid("InvalidApiVersionParameter", "The api-version '%s' is invalid. The supported versions are '%s'.", v, joinVersions(t.Versions, ","))
		}
		return resource.Invalid("NoRegisteredProviderFound", "No registered resource provider found for location '%s' and API version '%s' for type '%s'. The supported api-versions are '%s'. The supported locations are '%s'.",
			"", v, t.Name, joinVersions(t.Versions, ", "), strings.Join(LocationNames(), ", "))
	}
	return nil
}

// acceptRoute checks a version for a route, which belongs to no type.
func (e *Engine) acceptRoute(r *Route, v Version) error {
	published := r.Versions
	if published == nil {
		published = PlatformVersions
	}
	if !versionForm.MatchString(string(v)) || v.Before(published[0]) || e.StrictVersions && !slices.Contains(published, v) {
		return resource.Invalid("InvalidApiVersionParameter", "The api-version '%s' is invalid. The supported versions are '%s'.", v, joinVersions(published, ","))
	}
	return nil
}

// joinVersions lists versions newest first.
func joinVersions(versions []Version, separator string) string {
	texts := make([]string, len(versions))
	for i, v := range versions {
		texts[len(versions)-1-i] = string(v)
	}
	return strings.Join(texts, separator)
}

// platform is the namespace of what Resource Manager itself serves.
const platform = "Microsoft.Resources"

// PlatformVersions are the api-versions of Resource Manager's own resources, oldest first.
var PlatformVersions = []Version{
	"2014-04-01", "2015-01-01", "2015-11-01", "2016-02-01", "2016-06-01", "2016-07-01", "2016-09-01", "2017-03-01",
	"2017-05-10", "2017-08-01", "2018-01-01", "2018-02-01", "2018-05-01", "2018-08-01", "2019-03-01", "2019-05-01",
	"2019-05-10", "2019-06-01", "2019-07-01", "2019-08-01", "2019-09-01", "2019-10-01", "2019-11-01", "2020-01-01",
	"2020-05-01", "2020-06-01", "2020-07-01", "2020-08-01", "2020-09-01", "2020-10-01", "2021-01-01", "2021-04-01",
	"2022-01-01", "2022-03-01-preview", "2022-05-01", "2022-06-01", "2022-09-01", "2022-11-01-preview", "2022-12-01",
	"2023-03-01-preview", "2023-07-01", "2024-03-01", "2024-07-01", "2024-08-01", "2024-11-01", "2025-03-01", "2025-04-01",
	"2026-06-01",
}
