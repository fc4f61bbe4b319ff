package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/imds/machinemap"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// Where the server listens unless told otherwise.
const (
	DefaultHTTPS    = "127.0.0.1:8443"
	DefaultMetadata = "127.0.0.1:8080"
)

// Config is how a server is to run. The zero value, with Data set, is a server
// with the embedded database at the default addresses.
type Config struct {
	// Data is the directory that holds the database, the keys and what clients
	// need to know. It is made where it is missing. "" is allowed with the memory
	// store: then no file is written at all.
	Data string
	// Store is "sqlite" (also "") for the database in Data, or "memory" for one
	// that is gone when the server stops.
	Store string
	// Database is how the database in Data is kept. It must be given, but for a memory store.
	Database Database
	// Keys are keys that were made before, for a memory store: a test that starts
	// many servers makes them once. nil makes new ones.
	Keys *Keys
	// Observe is told of every exchange with a front end, before its caller sees
	// the answer, and from many goroutines. nil is told nothing.
	Observe func(Exchange)
	// Meter counts requests and shows the counts at /metrics; nil counts nothing.
	Meter Meter
	// HTTPS and Metadata are the addresses to listen on; port 0 takes a free one.
	HTTPS    string
	Metadata string
	// AllowRemote allows addresses beyond loopback; Hosts are then the names
	// under which clients reach the server.
	AllowRemote bool
	Hosts       []string
	// MetadataMap tells machines apart by the addresses from which they ask the
	// metadata service, in entries CIDR=MACHINE; see machinemap.Parse. Without
	// AllowRemote only addresses of loopback may be in it.
	MetadataMap []string
	// DenyOthers refuses all hosts in the forward proxy but those that we stand in for.
	DenyOthers bool
	// MetadataLimits has the metadata service refuse what Azure's would of a machine
	// that asks too much (429).
	MetadataLimits bool
	// StrictVersions accepts only api-versions that Azure published.
	StrictVersions bool
	// OwnIssuer puts our own origin into tokens as their issuer, in place of Microsoft's.
	OwnIssuer bool
	// Audiences are names of resources for which tokens are issued beside those of Azure's services.
	Audiences []string
	// FederationIssuers are the outside issuers whose keys may be fetched for
	// federated credentials: to the letter, or, with "*" at the end, all that
	// begin so. None means that nothing is ever fetched.
	FederationIssuers []string
	// FederationPrivateHosts are hosts of such issuers that may be on loopback
	// or in a private network.
	FederationPrivateHosts []string
	// SingleUseAssertions refuses an assertion that an application signed with its
	// certificate the second time that it comes. The client library for Node.js
	// sends one for ten minutes, so that this is not so by itself.
	SingleUseAssertions bool
	// KeyAge is how long a signing key signs before the next one takes over; 0
	// means 45 days, less than 0 for ever.
	KeyAge time.Duration
	// AsyncAzure answers and takes its time as Azure does; otherwise operations are done at once.
	AsyncAzure bool
	// AzureLimits counts requests to Resource Manager, Microsoft Graph and the token
	// service as Azure does, and refuses those that are too many; otherwise nothing is
	// counted. The metadata service has MetadataLimits.
	AzureLimits bool
	// Published is the date, such as "2024-07-01", until which api-versions are told
	// of; "" for all.
	Published string
	// DirectoryDelay is how long a new principal is unknown to role assignments
	// that do not give its type, as it is in Azure until the directory has spread it.
	DirectoryDelay time.Duration
	// KeepUnknown keeps resources of types that are not known as documents, rather
	// than to refuse them.
	KeepUnknown bool
	// TemplateRoot is the folder from which linked templates are read; "" means
	// that none are.
	TemplateRoot string
	// BodyTime is how long a request's body may take to arrive; 0 means 30 s.
	BodyTime time.Duration
	// Clock is the time of the server, in place of Sources.Now; it can be moved
	// while the server runs. nil leaves the time to Sources.
	Clock   *clock.Clock
	Sources resource.Sources
	// Seed is the path of a file with what the state is to have when the server
	// begins to serve, and again after each reset; "" is nothing. See package seed.
	Seed string
	Log  *slog.Logger
}

// MaxBody is the largest body of a request to Resource Manager, in bytes (4 MB,
// Azure's limit for a template).
const MaxBody = 4 << 20

func (c Config) withDefaults() Config {
	if c.HTTPS == "" {
		c.HTTPS = DefaultHTTPS
	}
	if c.Metadata == "" {
		c.Metadata = DefaultMetadata
	}
	if c.Meter == nil {
		c.Meter = uncounted{http.NotFoundHandler()}
	}
	if c.BodyTime == 0 {
		c.BodyTime = 30 * time.Second
	}
	if c.KeyAge == 0 {
		c.KeyAge = token.DefaultKeyAge
	}
	if c.Sources.Now == nil {
		c.Sources = resource.System()
	}
	if c.Clock != nil {
		c.Sources.Now = c.Clock.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// check refuses addresses beyond loopback that were not asked for.
func (c Config) check() error {
	if c.Data == "" && c.Store != "memory" {
		return fmt.Errorf("no data directory is given")
	}
	if c.Keys != nil && c.Store != "memory" {
		return fmt.Errorf("keys that were made before are for a memory store only: a database has its own")
	}
	if c.Store != "" && c.Store != "sqlite" && c.Store != "memory" {
		return fmt.Errorf("there is no store %q: choose sqlite or memory", c.Store)
	}
	if c.Database == nil && c.Store != "memory" {
		return errors.New("there is no database: this program has memory stores only")
	}
	for _, address := range []string{c.HTTPS, c.Metadata} {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return fmt.Errorf("the address %q is not of the form host:port: %w", address, err)
		}
		if isLoopback(host) {
			continue
		}
		if !c.AllowRemote {
			return fmt.Errorf("the address %s is reachable from other machines, which Azimuth allows only with --allow-remote and --host", address)
		}
		if len(c.Hosts) == 0 {
			return fmt.Errorf("listening on %s needs --host with the name under which clients reach it", address)
		}
	}
	return c.checkMap()
}

func (c Config) checkMap() error {
	machines, err := machinemap.Parse(c.MetadataMap)
	if err != nil {
		return fmt.Errorf("the metadata map: %w", err)
	}
	if entry, ok := machines.Beyond(); ok && !c.AllowRemote {
		return fmt.Errorf("the metadata map: %q gives a machine to addresses beyond loopback, which Azimuth allows only with --allow-remote", entry)
	}
	return nil
}

// machineMap is the metadata map with the server's subscription in it.
func (s *Server) machineMap() (machinemap.Map, error) {
	machines, err := machinemap.Parse(s.config.MetadataMap)
	if err == nil {
		machines, err = machines.In(s.tenant.SubscriptionID)
	}
	if err != nil {
		return machines, fmt.Errorf("the metadata map: %w", err)
	}
	return machines, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
