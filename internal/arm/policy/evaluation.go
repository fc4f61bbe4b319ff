package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/policy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// evaluation is a row that says that an assignment is to look at a resource once
// the write of the resource is over. It commits with the write, so that neither is
// without the other after a crash, and goes once all is done.
type evaluation struct {
	Assignment string      `json:"assignment"` // id
	Resource   string      `json:"resource"`   // id
	Version    arm.Version `json:"version"`    // api-version of the write
	Request    string      `json:"request"`    // the write's id, from which the deployment's name follows
	// Correlation is the write's.
	Correlation string    `json:"correlation,omitempty"`
	Origin      string    `json:"origin,omitempty"`
	Due         time.Time `json:"due"`
	// Succeeded and Failed limit it to writes that ended so.
	Succeeded bool `json:"succeeded,omitempty"`
	Failed    bool `json:"failed,omitempty"`
}

const evaluationKind = "azimuth/policyevaluation"

func (e evaluation) document() resource.Document {
	assignment, id := resource.MustParseID(e.Assignment), resource.MustParseID(e.Resource)
	return resource.Document{Key: "/azimuth/policyevaluations" + id.Key() + "/by" + assignment.Key(), Kind: evaluationKind, Body: document.Write(e)}
}

func parseEvaluation(d resource.Document) (e evaluation, err error) {
	return e, json.Unmarshal(d.Body, &e)
}

// dueOf is when something on the agenda is due; false for what is over.
func dueOf(d resource.Document) (at time.Time, open bool) {
	if d.Kind == evaluationKind {
		e, err := parseEvaluation(d)
		return e.Due, err == nil
	}
	st, err := remediationOf(d)
	return time.Time{}, err == nil && !st.over()
}

// wanted reports whether the evaluation is for a write that ended so.
func (e evaluation) wanted(failed bool) bool {
	return failed && !e.Succeeded || !failed && !e.Failed
}

// plan puts an evaluation on the agenda.
func (s *Service) plan(w *arm.Write, j judged) {
	delay := j.Details().Delay
	e := evaluation{
		Assignment: j.assigned.record.ID, Resource: w.Record.ID, Version: w.Version, Request: w.Request.ID, Origin: w.Request.Origin,
		Correlation: w.Request.Header.Get(correlationHeader), Due: w.Ends(), Succeeded: delay.Succeeded, Failed: delay.Failed,
	}
	if s.engine.Pace == arm.AsAzure { // else all is done at once
		e.Due = e.Due.Add(delay.Wait)
	}
	w.Unit.Put(e.document())
}

const correlationHeader = "X-Ms-Correlation-Request-Id"

// tryAgain is after how long something is tried again in which a fault of ours came
// up. It must not keep everybody else from being served.
const tryAgain = time.Minute

// settle does what is due: evaluations first, and then remediations.
func (s *Service) settle(ctx context.Context) error {
	if s.agenda.due(s.engine.Sources.Now()) == nil && s.settling.TryLock() {
		s.settling.Unlock()
		return nil
	}
	s.settling.Lock()
	defer s.settling.Unlock()
	ctx = context.WithoutCancel(ctx) // who asked may go away; what was begun is ended
	now := s.engine.Sources.Now()
	due := s.agenda.due(now)
	for _, kind := range []string{evaluationKind, remediationKind} {
		for _, key := range slices.Sorted(maps.Keys(due)) {
			if due[key] != kind {
				continue
			}
			if err := s.carryOut(ctx, key, kind); err != nil {
				s.log.Error("what a policy demands could not be done", "key", key, "error", err)
				s.agenda.postpone(key, now.Add(tryAgain))
			}
		}
	}
	return nil
}

// carryOut does one thing on the agenda.
func (s *Service) carryOut(ctx context.Context, key, kind string) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("policy: %v\n%s", fault, debug.Stack())
		}
	}()
	d, err := s.engine.Store.Get(ctx, key)
	switch {
	case errors.Is(err, resource.ErrNotFound):
		return nil
	case err != nil:
		return err
	case kind == evaluationKind:
		return s.evaluate(ctx, d)
	}
	return s.remediate(ctx, d)
}

// evaluate carries an evaluation out, and takes it off the agenda.
func (s *Service) evaluate(ctx context.Context, d resource.Document) error {
	e, err := parseEvaluation(d)
	if err != nil {
		return err
	}
	id, err := resource.ParseID(e.Resource)
	if err != nil {
		return err
	}
	record, there, err := s.record(ctx, id)
	if err != nil {
		return err
	}
	if there {
		settled, failed := s.engine.Settled(record)
		if !settled { // by another operation than the one that it waited for
			return nil
		}
		a := s.book.assignment(e.Assignment)
		if a != nil && a.enforced() && a.holdsAt(id) && e.wanted(failed) {
			if err := s.supply(ctx, a, record, e); err != nil {
				return err
			}
		}
	}
	return s.engine.Work(ctx, d.Key, func(u *arm.Unit) error {
		now, err := u.Get(ctx, d.Key)
		if err == nil && now.Revision == d.Revision { // else there is another write to look at
			u.Delete(d.Key)
		}
		if errors.Is(err, resource.ErrNotFound) {
			return nil
		}
		return err
	})
}

// supply deploys what an assignment demands for a resource, where it is missing.
func (s *Service) supply(ctx context.Context, a *assigned, record resource.Record, e evaluation) error {
	j, lacks, err := s.lacks(ctx, a, record, e.Version)
	if err != nil || !lacks {
		return err
	}
	effect, err := j.Effect()
	if err != nil || effect != policy.DeployIfNotExists {
		return nil //nolint:nilerr // it was changed meanwhile
	}
	_, err = s.deploy(ctx, j, record, order{name: e.Request, correlation: e.Correlation, origin: e.Origin})
	if refused := refusal(err); refused != nil {
		s.log.Warn("a policy could not deploy", "assignment", a.id.String(), "resource", record.ID, "error", refused)
		return s.tell(ctx, j, record, e.Correlation, refused)
	}
	return err
}

// refusal is an error that is the deployment's, and not ours.
func refusal(err error) *resource.Error {
	e, ok := errors.AsType[*resource.Error](err)
	if !ok || e.Kind == resource.KindInternal {
		return nil
	}
	return e
}

// record reads a stored resource.
func (s *Service) record(ctx context.Context, id resource.ID) (record resource.Record, ok bool, err error) {
	record, _, err = resource.Load(ctx, s.engine.Store, id.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return record, false, nil
	}
	return record, err == nil, err
}
