package sqlite

// transact carries the requests out in one transaction. A request that must be
// refused has its err set then; it has written nothing, because all of it is
// judged before any of it is written, and does not concern the others. An error
// of transact itself is a fault, and nothing of any request was kept; culprit is
// the request in which it arose, or nil where it arose in none.
func (w *writer) transact(group []*request) (culprit *request, err error) {
	if len(group) == 0 {
		return nil, nil
	}
	if err := execute(w.begin); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			// Where SQLite has rolled back by itself this fails, and need not work.
			_ = execute(w.rollback)
		}
	}()
	before := w.revision
	clear(w.written)
	for _, r := range group {
		if err := w.apply(r); err != nil {
			return r, err
		}
	}
	if w.revision != before {
		if err := execute(w.record, w.revision); err != nil {
			return nil, err
		}
	}
	return nil, execute(w.commit)
}

// apply judges one request and writes it.
func (w *writer) apply(r *request) (err error) {
	if err := w.look(r); err != nil {
		return err
	}
	if r.err, err = w.judge(r); err != nil || r.err != nil {
		return err
	}
	w.revision++
	if r.commit, err = w.write(r, w.revision); err != nil {
		return err
	}
	for _, c := range r.order {
		w.written[c.key] = 0
		if c.put != nil {
			w.written[c.key] = w.revision
		}
	}
	return nil
}
