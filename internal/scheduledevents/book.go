package scheduledevents

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// ErrUnknown is Approve's answer for an event that is not and was not there.
var ErrUnknown = errors.New("scheduledevents: no such event")

// Book tells machines of their events.
type Book struct {
	Store   resource.Store
	Sources resource.Sources
	// Settle carries out what has come due, such as an operation whose events may start.
	Settle func(ctx context.Context) error
}

// refresh is how long a note that a machine asked may be out of date: machines
// ask every second, and not each time is written down.
const refresh = time.Minute

// attempts is how often a change is tried while others are faster.
const attempts = 20

// Ask is what a machine is told now. Its group is told of events from then on.
// It is resource.ErrNotFound where the machine is gone.
func (b Book) Ask(ctx context.Context, machine resource.ID) (Board, error) {
	if err := b.Settle(ctx); err != nil {
		return Board{}, err
	}
	return b.change(ctx, machine, func(board *Board, now time.Time) (bool, error) {
		if now.Sub(board.Asked) < refresh && board.Watched(now) {
			return false, nil
		}
		board.Asked = now
		return true, nil
	})
}

// Approve lets events of the machine's group start. It does so for all of them or,
// with ErrUnknown, for none.
func (b Book) Approve(ctx context.Context, machine resource.ID, ids []string) error {
	_, err := b.change(ctx, machine, func(board *Board, _ time.Time) (bool, error) {
		for _, id := range ids {
			if !board.Approve(id) {
				return false, fmt.Errorf("%w: %s", ErrUnknown, id)
			}
		}
		return len(ids) > 0, nil
	})
	if err != nil {
		return err
	}
	return b.Settle(ctx)
}

// change changes the board of a machine, and returns it as it is told then.
func (b Book) change(ctx context.Context, id resource.ID, fn func(board *Board, now time.Time) (changed bool, err error)) (Board, error) {
	d, err := b.Store.Get(ctx, id.Key())
	if err != nil {
		return Board{}, err
	}
	machine, err := resource.ParseRecord(d)
	if err != nil {
		return Board{}, err
	}
	group, _, err := Place(ctx, b.Store, machine)
	if err != nil {
		return Board{}, err
	}
	for range attempts {
		board, revision, err := Read(ctx, b.Store, group)
		if err != nil {
			return board, err
		}
		now := b.Sources.Now().UTC()
		board = board.At(now)
		changed, err := fn(&board, now)
		if err != nil || !changed {
			return board, err
		}
		_, err = b.Store.Update(ctx, resource.Batch{
			Checks: []resource.Check{{Key: group, Revision: revision}}, Puts: []resource.Document{board.Document()},
		})
		if !errors.Is(err, resource.ErrConflict) {
			return board, err
		}
	}
	return Board{}, resource.ErrConflict
}

// Read is the board of a group with its document's revision; an empty one where
// none is kept.
func Read(ctx context.Context, g resource.Getter, group string) (Board, int64, error) {
	d, err := g.Get(ctx, group)
	if errors.Is(err, resource.ErrNotFound) {
		return Board{Group: group, Incarnation: 1}, 0, nil
	}
	if err != nil {
		return Board{}, 0, err
	}
	board, err := Parse(d)
	return board, d.Revision, err
}
