package azimuthtest

import (
	"log/slog"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

// Option changes how a server runs.
type Option func(*server.Config)

// AsyncAzure has long operations answer and take their time as Azure's do;
// without it they are done at once.
func AsyncAzure() Option { return func(c *server.Config) { c.AsyncAzure = true } }

// AzureLimits counts requests to every front end as Azure does, and refuses those
// that are too many with 429. The builder's requests are not counted. The metadata
// service alone is limited by IMDSLimits.
func AzureLimits() Option {
	return func(c *server.Config) { c.AzureLimits, c.MetadataLimits = true, true }
}

// StrictVersions accepts only api-versions that Azure published.
func StrictVersions() Option { return func(c *server.Config) { c.StrictVersions = true } }

// IMDSLimits has each machine ask the metadata service no more than on Azure: 5
// requests in a second of the server's clock, and for identities 20, of which 5 at the
// same time. More is answered 429, with Retry-After.
func IMDSLimits() Option { return func(c *server.Config) { c.MetadataLimits = true } }

// Audiences are further resources for which tokens are issued, such as an API of yours.
func Audiences(names ...string) Option {
	return func(c *server.Config) { c.Audiences = append(c.Audiences, names...) }
}

// DirectoryDelay is how long a new principal is unknown to role assignments that
// do not give its type: they fail with PrincipalNotFound, as in Azure.
func DirectoryDelay(d time.Duration) Option {
	return func(c *server.Config) { c.DirectoryDelay = d }
}

// UnknownTypes keeps resources of types that Azimuth does not know as documents,
// rather than to refuse them.
func UnknownTypes() Option { return func(c *server.Config) { c.KeepUnknown = true } }

// At has the server's time stand still at t until Clock.Advance moves it; without
// it the server has the machine's time, plus what it was moved.
func At(t time.Time) Option {
	return func(c *server.Config) { c.Clock = clock.At(t, time.Now) }
}

// Seed has the server begin with what a file says: groups, machines, identities,
// roles and so on in YAML, or an ARM template. docs/seed.md tells its form.
func Seed(path string) Option { return func(c *server.Config) { c.Seed = path } }

// Deterministic has all ids follow from a text and from what they are for, so that
// the same requests give the same ids; with At, and for the same Seed, the whole
// state is the same to the byte. Two such servers with one text have one tenant.
func Deterministic(text string) Option {
	return func(c *server.Config) { c.Sources.Draws = resource.NewDraws(text) }
}

// Log is where the server logs to; without it, nowhere.
func Log(log *slog.Logger) Option { return func(c *server.Config) { c.Log = log } }
