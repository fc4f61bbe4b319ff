package scheduledevents_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func reboot(machine string) scheduledevents.Impact {
	return scheduledevents.Impact{Machine: machine, Type: scheduledevents.Reboot, Notice: scheduledevents.RebootNotice}
}

// The number of a board changes with what is told, and only then, whether the change
// was written down or came with time.
func TestIncarnations(t *testing.T) {
	t.Parallel()
	b := scheduledevents.Board{Incarnation: 1}
	at := func(what string, now time.Time, incarnation, events int) {
		t.Helper()
		if told := b.At(now); told.Incarnation != incarnation || len(told.Events) != events {
			t.Errorf("%s: incarnation %d with %d events, not %d with %d", what, told.Incarnation, len(told.Events), incarnation, events)
		}
	}
	at("empty", noon, 1, 0)
	first := b.Add(noon, "aaaa", "op1", reboot("a"))
	b.Add(noon, "bbbb", "op2", reboot("b"))
	at("two were added", noon, 3, 2)
	if first.ID != "AAAA" || !first.NotBefore.Equal(noon.Add(15*time.Minute)) {
		t.Errorf("%+v", first)
	}
	if !b.Approve("aaaa") {
		t.Error("an event cannot be approved")
	}
	at("one was approved", noon, 3, 2)
	b.Start(noon, "op1", noon.Add(10*time.Second))
	at("it started", noon.Add(9*time.Second), 4, 2)
	at("it is over", noon.Add(10*time.Second), 5, 1)
	b.Start(noon.Add(time.Hour), "op2", noon.Add(time.Minute)) // found late
	at("both are over", noon.Add(time.Hour), 7, 0)
	if !b.Approve("AAAA") || !b.Approve("bbbb") || b.Approve("cccc") {
		t.Error("past events are approved, others not")
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	var b scheduledevents.Board
	b.Add(noon, "1", "op", reboot("a"))
	b.Add(noon.Add(time.Minute), "2", "op", reboot("b"))
	b.Add(noon, "3", "other", reboot("c"))
	for _, c := range []struct {
		name     string
		approved string
		at       time.Duration
		ready    bool
	}{
		{"nothing approved, too early", "", 15 * time.Minute, false},
		{"one approved, too early for the other", "2", 15*time.Minute - 1, false},
		{"one approved, the other by its time", "2", 15 * time.Minute, true},
		{"both approved", "1 2", 0, true},
		{"another operation's approved", "3", 0, false},
		{"all by their time", "", 16 * time.Minute, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			board := b
			for id := range strings.FieldsSeq(c.approved) {
				board.Approve(id)
			}
			if got := board.Ready(noon.Add(c.at), "op"); got != c.ready {
				t.Errorf("ready: %v", got)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	b := scheduledevents.Board{Incarnation: 1}
	b.Add(noon, "1", "op", reboot("a"))
	b.Add(noon, "2", "other", reboot("b"))
	b.Cancel("op")
	if _, there := b.Of("A"); there || b.Incarnation != 4 {
		t.Errorf("%+v", b)
	}
	if _, there := b.Of("B"); !there {
		t.Error("another operation's event went too")
	}
}

func TestWatched(t *testing.T) {
	t.Parallel()
	var b scheduledevents.Board
	if b.Watched(noon) {
		t.Error("nobody asked")
	}
	b.Asked = noon
	if !b.Watched(noon.Add(24*time.Hour-1)) || b.Watched(noon.Add(24*time.Hour)) {
		t.Error("a machine that asked is told for 24 hours")
	}
	b.Add(noon, "1", "op", reboot("a"))
	if b.Stale(noon.Add(25 * time.Hour)) {
		t.Error("a board with an event is needed")
	}
}

// A board stays as small as what it tells.
func TestPastIsShort(t *testing.T) {
	t.Parallel()
	var b scheduledevents.Board
	for i := range 1000 {
		b.Add(noon, fmt.Sprint(i), "op", reboot("a"))
		b.Start(noon, "op", noon)
	}
	if len(b.Events) != 0 || len(b.Past) != 64 || b.Approve("900") || !b.Approve("999") {
		t.Errorf("%d events, %d past", len(b.Events), len(b.Past))
	}
	parsed, err := scheduledevents.Parse(b.Document())
	if err != nil || parsed.Incarnation != b.Incarnation || len(parsed.Past) != 64 {
		t.Errorf("%+v %v", parsed, err)
	}
}
