package deployments

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// input is all that a plan follows from, so that a server that comes back after
// a crash works out the same plan. It may hold secrets and is stored sealed;
// once the deployment is over only the template is kept.
type input struct {
	Body   []byte                    `json:"body,omitempty"` // as it was sent
	Now    time.Time                 `json:"now,omitzero"`
	Seed   string                    `json:"seed,omitempty"`   // of newGuid()
	Scopes map[string]map[string]any `json:"scopes,omitempty"` // what subscription() and so on return
	// Template is what is left of it once the deployment is over.
	Template map[string]any `json:"template,omitempty"`
}

const inputType = "azimuth/deploymentInput"

// InputKind is the document kind of what deployments were given, sealed.
const InputKind = "azimuth/deploymentinput"

func inputKey(deployment string) string { return deployment + "/input" }

// keepInput puts what the run was given into the unit.
func (r *run) keepInput(u *arm.Unit, deployment string) error {
	in := input{Template: r.deployment.Template.Document()}
	if r.input != nil && !r.ending {
		in = *r.input
	}
	d, err := r.service.sealInput(deployment, in)
	if err == nil {
		u.Put(d)
	}
	return err
}

func (s *Service) sealInput(deployment string, in input) (resource.Document, error) {
	text, err := json.Marshal(in)
	if err != nil {
		return resource.Document{}, err
	}
	record := resource.Record{ID: inputKey(deployment), Type: inputType}
	record.Server = document.Write(s.Sealer.Seal(record.Document().Key, text))
	return record.Document(), nil
}

// openInput reads what a deployment was given; ok is false where it is not kept.
func (s *Service) openInput(ctx context.Context, id resource.ID) (in input, ok bool, err error) {
	d, err := s.Engine.Store.Get(ctx, inputKey(id.Key()))
	if errors.Is(err, resource.ErrNotFound) {
		return in, false, nil
	}
	if err != nil {
		return in, false, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return in, false, err
	}
	var sealed []byte
	if err := json.Unmarshal(record.Server, &sealed); err != nil {
		return in, false, fmt.Errorf("deployments: %s: %w", d.Key, err)
	}
	text, err := s.Sealer.Open(d.Key, sealed)
	if err != nil {
		return in, false, err
	}
	return in, true, json.Unmarshal(text, &in)
}

// deployment is what a body asks for, and what it is expanded with.
func (s *Service) deployment(id resource.ID, b body, in input) template.Deployment {
	d := template.Deployment{
		Name: id.Name(), Mode: b.Mode, Scope: id.Parent(), Location: b.Location, Template: b.Template, TemplateLink: b.Link, Parameters: b.Parameters,
		Now: in.Now, NewGUID: guids(in.Seed), Environment: environment(),
	}
	s.complete(&d, in.Scopes)
	return d
}

// complete sets what every deployment has, and what the functions about its
// scope return.
func (s *Service) complete(d *template.Deployment, scopes map[string]map[string]any) {
	d.TenantID = s.Engine.Identity.TenantID
	d.Subscription, d.ResourceGroup = scopes["subscription"], scopes["resourceGroup"]
	d.Tenant, d.Deployer = scopes["tenant"], scopes["deployer"]
	d.Providers = s.knownVersions
	d.Links = s.Links
}
