package policy

import (
	"context"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// remediate takes a remediation further: it looks for the resources that do not
// comply, deploys for so many of them side by side, and ends when all are done.
func (s *Service) remediate(ctx context.Context, d resource.Document) error {
	record, err := resource.ParseRecord(d)
	if err != nil {
		return err
	}
	st, err := parseRemediation(record)
	if err != nil || st.over() {
		return err
	}
	_, properties, err := opened(record)
	if err != nil {
		return err
	}
	before := string(record.Server)
	a := s.book.assignment(document.String(properties, "policyAssignmentId"))
	if !st.Found {
		if st.Tasks, err = s.find(ctx, a, record, properties); err != nil {
			return err
		}
		st.Found, st.State = true, inProgress
		// What is found is kept before the first deployment is begun.
		if d, err = s.keep(ctx, d, record, &st); err != nil {
			return err
		}
		before = string(document.Write(st))
	}
	if !st.over() { // it may have been cancelled meanwhile
		s.advance(ctx, a, properties, &st)
	}
	s.conclude(properties, &st)
	if string(document.Write(st)) == before {
		return nil
	}
	_, err = s.keep(ctx, d, record, &st)
	return err
}

// keep stores what was reached, unless the remediation was cancelled, replaced or
// deleted meanwhile.
func (s *Service) keep(ctx context.Context, d resource.Document, record resource.Record, st *remediation) (resource.Document, error) {
	st.Updated = s.engine.Sources.Now().UTC()
	record.Server = document.Write(*st)
	next := record.Document(d.Indexes...)
	err := s.engine.Work(ctx, d.Key, func(u *arm.Unit) error {
		now, err := u.Get(ctx, d.Key)
		if err != nil || now.Revision != d.Revision {
			return resource.Conflict("RemediationChanged", "The remediation was changed meanwhile.")
		}
		u.Put(next)
		return nil
	})
	if err != nil {
		if refusal(err) != nil { // what was begun goes on, and is looked at no more
			st.State = canceled
			return d, nil //nolint:nilerr // nothing is wrong with that
		}
		return d, err
	}
	return s.engine.Store.Get(ctx, d.Key)
}

// find finds the resources that an assignment demands something for.
func (s *Service) find(ctx context.Context, a *assigned, record resource.Record, properties map[string]any) ([]task, error) {
	if a == nil {
		return nil, nil
	}
	id, err := resource.ParseID(record.ID)
	if err != nil {
		return nil, err
	}
	scope := id.Parent()
	if a.scope().Within(scope) {
		scope = a.scope()
	}
	most, err := whole(properties, "resourceCount", defaultResources)
	if err != nil {
		return nil, err
	}
	var tasks []task
	err = s.each(ctx, scope, func(one resource.Record) (bool, error) {
		at, err := resource.ParseID(one.ID)
		if err != nil || !a.holdsAt(at) || !inLocations(properties, one.Location) {
			return true, err
		}
		_, lacks, err := s.lacks(ctx, a, one, "")
		if refusal(err) == nil && err != nil {
			return false, err
		}
		if lacks || err != nil {
			tasks = append(tasks, task{Resource: one.ID, Location: one.Location, State: accepted})
		}
		return int64(len(tasks)) < most, nil
	})
	return tasks, err
}

func inLocations(properties map[string]any, location string) bool {
	wanted := document.Array(properties, "filters.locations")
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(l any) bool {
		text, _ := l.(string)
		return arm.NormalLocation(text) == location
	})
}

// advance looks how what was begun goes, and begins what may be.
func (s *Service) advance(ctx context.Context, a *assigned, properties map[string]any, st *remediation) {
	parallel, _ := whole(properties, "parallelDeployments", defaultParallel) // it was checked
	running := 0
	for i := range st.Tasks {
		t := &st.Tasks[i]
		if terminal(t.State) || t.Deployment == "" {
			continue
		}
		if s.look(ctx, t); !terminal(t.State) {
			running++
		}
	}
	for i := range st.Tasks {
		t := &st.Tasks[i]
		if terminal(t.State) || t.Deployment != "" {
			continue
		}
		if int64(running) >= parallel {
			return
		}
		s.begin(ctx, a, st, t)
		if t.Deployment != "" {
			s.look(ctx, t)
		}
		if !terminal(t.State) {
			running++
		}
	}
}

// begin begins the deployment of one resource.
func (s *Service) begin(ctx context.Context, a *assigned, st *remediation, t *task) {
	t.Created = s.engine.Sources.Now().UTC()
	t.Updated = t.Created
	err := s.beginOne(ctx, a, st, t)
	if err == nil {
		return
	}
	refused := refusal(err)
	if refused == nil {
		s.log.Error("a remediation could not deploy", "resource", t.Resource, "error", err)
		refused = resource.AsError(err)
	}
	t.State, t.Error = failed, document.Write(arm.ErrorBody(refused))
}

func (s *Service) beginOne(ctx context.Context, a *assigned, st *remediation, t *task) error {
	id, err := resource.ParseID(t.Resource)
	if err != nil {
		return err
	}
	record, there, err := s.record(ctx, id)
	if err != nil {
		return err
	}
	if !there || a == nil {
		t.State = canceled // it is gone, or what was assigned
		return nil
	}
	j, lacks, err := s.lacks(ctx, a, record, "")
	if err != nil {
		return err
	}
	if !lacks {
		t.State = succeeded // somebody else has seen to it
		return nil
	}
	effect, err := j.Effect()
	if err != nil {
		return asFailure(err)
	}
	if effect == policy.Modify {
		if err := s.modify(ctx, j, record, order{correlation: st.Correlation, origin: st.Origin}); err != nil {
			return err
		}
		t.State, t.Updated = succeeded, s.engine.Sources.Now().UTC()
		return nil
	}
	if effect != policy.DeployIfNotExists {
		return resource.Invalid("InvalidRemediation", "The policy assignment '%s' has the effect '%s', which deploys nothing.", a.id, effect)
	}
	t.State = inProgress
	t.Deployment, err = s.deploy(ctx, j, record, order{name: st.Run, correlation: st.Correlation, origin: st.Origin})
	if refused := refusal(err); refused != nil {
		if told := s.tell(ctx, j, record, st.Correlation, refused); told != nil {
			return told
		}
	}
	return err
}

// look sees how the deployment of a resource goes.
func (s *Service) look(ctx context.Context, t *task) {
	state, failure := s.deploymentState(ctx, t.Deployment)
	if state == "" { // it is gone
		state = canceled
	}
	if !terminal(state) {
		return
	}
	t.State, t.Error, t.Updated = state, failure, s.engine.Sources.Now().UTC()
}

// deploymentState is the state that a deployment shows, and its error; "" where it
// is not there.
func (s *Service) deploymentState(ctx context.Context, deployment string) (state string, failure []byte) {
	id, err := resource.ParseID(deployment)
	if err != nil {
		return "", nil
	}
	value, err := s.stored(ctx, id)
	if err != nil || value == nil {
		return "", nil
	}
	shown := document.Write(value)
	tree, err := document.Read(shown)
	if err != nil {
		return "", nil
	}
	if e := document.At(tree, "properties.error"); e != nil {
		failure = document.Write(e)
	}
	return document.String(tree, "properties.provisioningState"), failure
}

// conclude ends a remediation of which nothing is left.
func (s *Service) conclude(properties map[string]any, st *remediation) {
	if st.over() {
		return
	}
	for _, t := range st.Tasks {
		if !terminal(t.State) {
			return
		}
	}
	_, bad := st.counts()
	allowed, _ := threshold(properties) // it was checked
	st.State = succeeded
	if bad > 0 && (float64(bad) > allowed*float64(len(st.Tasks)) || bad == len(st.Tasks)) {
		st.State = failed
	}
}
