package memory

import "github.com/azimuthid/azimuth/internal/resource"

// apply makes the batch's changes. The caller holds s.updates and has judged
// the batch.
func (s *Store) apply(b resource.Batch) resource.Commit {
	s.state.Lock()
	defer s.state.Unlock()
	s.revision++
	commit := resource.Commit{Revision: s.revision}
	for _, key := range b.Deletes {
		if old, ok := s.documents[key]; ok {
			s.remove(old)
			commit.Deletes = append(commit.Deletes, old)
		}
	}
	for _, d := range b.Puts {
		if old, ok := s.documents[d.Key]; ok {
			s.remove(old)
		}
		d.Revision = s.revision
		s.insert(own(d))
		commit.Puts = append(commit.Puts, own(d))
	}
	return commit
}

func (s *Store) insert(d resource.Document) {
	s.documents[d.Key] = d
	s.keys.insert(d.Key)
	add(s.kinds, d.Kind, d.Key)
	for _, x := range d.Indexes {
		add(s.indexes, entry{x.Name, x.Value}, d.Key)
	}
}

func (s *Store) remove(d resource.Document) {
	delete(s.documents, d.Key)
	s.keys.remove(d.Key)
	drop(s.kinds, d.Kind, d.Key)
	for _, x := range d.Indexes {
		drop(s.indexes, entry{x.Name, x.Value}, d.Key)
	}
}

func add[K comparable](sets map[K]*ordered, of K, key string) {
	set := sets[of]
	if set == nil {
		set = new(ordered)
		sets[of] = set
	}
	set.insert(key)
}

// drop takes the key out of a set, and the set out of sets when that was its last.
func drop[K comparable](sets map[K]*ordered, of K, key string) {
	set := sets[of]
	if set == nil {
		return
	}
	set.remove(key)
	if set.length == 0 {
		delete(sets, of)
	}
}
