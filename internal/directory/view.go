package directory

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"strings"
	"sync/atomic"

	"github.com/azimuthid/azimuth/internal/resource"
)

// shards is how many parts the view has: a write copies one of them, so that
// with 10^5 principals it copies about a hundred.
const shards = 1024

// View is the service principals in memory, read without locks. A write to the
// store is in the view before it is acknowledged.
type View struct {
	now  atomic.Pointer[[shards]map[string]ServicePrincipal]
	gone atomic.Pointer[func(id string)]
}

// OnGone names the function that learns of each principal's end, before the
// deletion is acknowledged.
func (v *View) OnGone(fn func(id string)) { v.gone.Store(&fn) }

// Open loads the view from the store and follows the store from then on. Call
// it before the first write.
func Open(ctx context.Context, store resource.Store) (*View, error) {
	documents, _, err := store.List(ctx, resource.Query{Kind: PrincipalKind})
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	var loaded [shards]map[string]ServicePrincipal
	for _, d := range documents {
		p, err := ParseServicePrincipal(d)
		if err != nil {
			return nil, err
		}
		shard := &loaded[shardOf(p.ID)]
		if *shard == nil {
			*shard = make(map[string]ServicePrincipal)
		}
		(*shard)[p.ID] = p
	}
	v := &View{}
	v.now.Store(&loaded)
	store.Watch(v.apply)
	return v, nil
}

// Principal returns the service principal with this object id; false where there
// is none (any more).
func (v *View) Principal(id string) (ServicePrincipal, bool) {
	id = strings.ToLower(id)
	p, ok := v.now.Load()[shardOf(id)][id]
	return p, ok
}

func (v *View) apply(c resource.Commit) {
	next := *v.now.Load()
	changed := false
	edit := func(id string, change func(map[string]ServicePrincipal)) {
		shard := &next[shardOf(id)]
		if *shard == nil {
			*shard = make(map[string]ServicePrincipal)
		} else {
			*shard = maps.Clone(*shard)
		}
		change(*shard)
		changed = true
	}
	for _, d := range c.Deletes {
		if d.Kind == PrincipalKind {
			id := strings.TrimPrefix(d.Key, PrincipalKey(""))
			edit(id, func(m map[string]ServicePrincipal) { delete(m, id) })
			if fn := v.gone.Load(); fn != nil {
				defer (*fn)(id) // after the view says so
			}
		}
	}
	for _, d := range c.Puts {
		if d.Kind == PrincipalKind {
			// What we wrote ourselves a moment ago can be read.
			p, err := ParseServicePrincipal(d)
			if err != nil {
				panic(err)
			}
			edit(p.ID, func(m map[string]ServicePrincipal) { m[p.ID] = p })
		}
	}
	if changed {
		v.now.Store(&next)
	}
}

func shardOf(id string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return h.Sum32() % shards
}
