package sqlite

import (
	"hash/maphash"
	"slices"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// recent keeps documents that were lately read or written, so that those that
// everything refers to (a subscription, a group, a machine) cost no query. What
// it gives is what the database holds: the writer changes it after each commit,
// before the commit is acknowledged.
type recent struct {
	seed   maphash.Seed
	shards [recentShards]recentShard
}

const (
	recentShards = 32
	// recentBytes bounds the bodies in one shard; all of them hold 8 MB at the most.
	recentBytes = 256 << 10
)

type recentShard struct {
	mu        sync.RWMutex
	documents map[string]resource.Document
	bytes     int
	// changes counts the commits that concerned the shard: a reader that was
	// overtaken by one leaves what it read out.
	changes uint64
}

func newRecent() *recent {
	r := &recent{seed: maphash.MakeSeed()}
	for i := range r.shards {
		r.shards[i].documents = make(map[string]resource.Document)
	}
	return r
}

func (r *recent) shard(key string) *recentShard {
	return &r.shards[maphash.String(r.seed, key)%recentShards]
}

// get returns the document at key where it is kept, and else the moment to give
// to fill with what the database has.
func (r *recent) get(key string) (d resource.Document, ok bool, moment uint64) {
	s := r.shard(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, ok = s.documents[key]
	d.Indexes = slices.Clone(d.Indexes)
	return d, ok, s.changes
}

// fill keeps what was read, unless a commit came in between.
func (r *recent) fill(d resource.Document, moment uint64) {
	s := r.shard(d.Key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changes == moment {
		d.Indexes = slices.Clone(d.Indexes)
		s.keep(d)
	}
}

// follow brings what is kept to a commit.
func (r *recent) follow(c resource.Commit) {
	for _, d := range c.Deletes {
		r.shard(d.Key).change(d.Key, nil)
	}
	for _, d := range c.Puts {
		r.shard(d.Key).change(d.Key, &d)
	}
}

func (s *recentShard) change(key string, d *resource.Document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
	if old, ok := s.documents[key]; ok {
		s.bytes -= len(old.Body)
		delete(s.documents, key)
	}
	if d != nil {
		s.keep(*d)
	}
}

// keep makes room by forgetting everything: what matters is soon read again.
func (s *recentShard) keep(d resource.Document) {
	if len(d.Body) > recentBytes/4 {
		return
	}
	if old, ok := s.documents[d.Key]; ok {
		s.bytes -= len(old.Body)
	}
	if s.bytes+len(d.Body) > recentBytes {
		clear(s.documents)
		s.bytes = 0
	}
	if len(d.Indexes) == 0 {
		d.Indexes = nil // as it is read
	}
	s.documents[d.Key] = d
	s.bytes += len(d.Body)
}
