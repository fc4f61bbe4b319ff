package changes

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// kept is how many changes the feed remembers for those who were away a moment.
const kept = 4096

// change is a document that was written or removed.
type change struct {
	revision int64
	kind     string // of the document
	key      string
	// scope is what an entry of the activity log is about; "" for other documents.
	scope string
}

// Feed remembers the latest commits of a store.
type Feed struct {
	epoch string // of this feed: revisions of another one say nothing here

	mu      sync.Mutex
	changes []change      // in order of their revisions
	last    int64         // revision of the latest commit
	lost    int64         // revision of the latest change that is remembered no more
	woken   chan struct{} // closed at the next commit
	closed  bool
}

// Watch makes the feed of a store. Call it before the store's first Update.
func Watch(store resource.Store, sources resource.Sources) *Feed {
	f := &Feed{epoch: sources.NewGUID(), woken: make(chan struct{})}
	store.Watch(f.take)
	return f
}

// take remembers a commit. It does not look into bodies but those of the log.
func (f *Feed) take(c resource.Commit) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, documents := range [][]resource.Document{c.Puts, c.Deletes} {
		for _, d := range documents {
			if told(d.Kind) {
				f.changes = append(f.changes, change{revision: c.Revision, kind: d.Kind, key: d.Key, scope: scopeOf(d)})
			}
		}
	}
	if over := len(f.changes) - kept; over > 0 {
		f.lost = f.changes[over-1].revision
		f.changes = slices.Delete(f.changes, 0, over)
	}
	f.last = c.Revision
	f.wake()
}

// told reports whether documents of a kind are anybody's to hear of: resources,
// the log, and the directory. The rest is the server's own.
func told(kind string) bool {
	return kind == arm.EventKind || strings.HasPrefix(kind, "microsoft.") || strings.HasPrefix(kind, directoryKinds)
}

const directoryKinds = "directory/"

func scopeOf(d resource.Document) string {
	if d.Kind != arm.EventKind {
		return ""
	}
	event, err := arm.ParseEvent(d)
	if err != nil {
		return "" // which nobody may read
	}
	return event.Scope
}

func (f *Feed) wake() {
	close(f.woken)
	f.woken = make(chan struct{})
}

// Close ends all streams. The server's own end would wait for them.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	f.wake()
}

// batch is what a stream is to tell.
type batch struct {
	changes []change
	// upTo is the revision up to which the batch tells.
	upTo int64
	// missed reports that changes are gone that the stream was to tell.
	missed bool
	// more is closed when there is something new.
	more   <-chan struct{}
	closed bool
}

// after are the changes since a revision.
func (f *Feed) after(revision int64) batch {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := batch{upTo: f.last, more: f.woken, closed: f.closed, missed: revision < f.lost}
	if !b.missed {
		from, _ := slices.BinarySearchFunc(f.changes, revision+1, func(c change, r int64) int { return int(c.revision - r) })
		b.changes = slices.Clone(f.changes[from:])
	}
	return b
}

// now is the place of a stream that begins.
func (f *Feed) now() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// mark is the id of an event, from which a stream may go on.
func (f *Feed) mark(revision int64) string { return f.epoch + "." + strconv.FormatInt(revision, 10) }

// read is the revision of a mark; false for one of another feed.
func (f *Feed) read(mark string) (int64, bool) {
	epoch, number, _ := strings.Cut(mark, ".")
	revision, err := strconv.ParseInt(number, 10, 64)
	return revision, err == nil && epoch == f.epoch
}
