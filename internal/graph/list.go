package graph

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// source gives documents in the order of their keys, from behind a key on.
type source func(after string) iter.Seq2[resource.Document, error]

// list shows the objects of a type.
func (x *exchange) list(e *entity) (*reply, error) {
	q, err := x.query(e)
	if err != nil {
		return nil, err
	}
	from, err := x.candidates(e, q.filter)
	if err != nil {
		return nil, err
	}
	return x.page(q, from, e.set, x.show)
}

// candidates are the documents among which a filter's are: those that an index
// finds, or all of the type.
func (x *exchange) candidates(e *entity, filter condition) (source, error) {
	ctx := x.request.Context()
	index, ok := filter.index(e)
	if !ok {
		return x.scan(ctx, e.kind), nil
	}
	documents, err := x.config.Store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return nil, err
	}
	return among(slices.DeleteFunc(documents, func(d resource.Document) bool { return d.Kind != e.kind })), nil
}

// scanned is how many documents a scan reads at once.
const scanned = 500

// scan reads all documents of a kind.
func (x *exchange) scan(ctx context.Context, kind string) source {
	return func(after string) iter.Seq2[resource.Document, error] {
		return func(yield func(resource.Document, error) bool) {
			q := resource.Query{Kind: kind, After: after, Limit: scanned}
			for more := true; more; {
				var documents []resource.Document
				var err error
				if documents, more, err = x.config.Store.List(ctx, q); err != nil {
					yield(resource.Document{}, err)
					return
				}
				for _, d := range documents {
					q.After = d.Key
					if !yield(d, nil) {
						return
					}
				}
			}
		}
	}
}

// among gives documents that are at hand.
func among(documents []resource.Document) source {
	documents = slices.Clone(documents)
	slices.SortFunc(documents, func(a, b resource.Document) int { return cmp.Compare(a.Key, b.Key) })
	return func(after string) iter.Seq2[resource.Document, error] {
		return func(yield func(resource.Document, error) bool) {
			for _, d := range documents {
				if d.Key > after && !yield(d, nil) {
					return
				}
			}
		}
	}
}

// found is an object of a list with its place there.
type found struct {
	object
	place cursor
}

// page answers with the part of a list that the query wants.
func (x *exchange) page(q query, from source, set string, show func(object, []string) map[string]any) (*reply, error) {
	collect := x.collect
	if q.order != "" || q.count {
		collect = x.collectWhole
	}
	list, more, total, err := collect(q, from)
	if err != nil {
		return nil, err
	}
	value := make([]any, len(list))
	for i, f := range list {
		value[i] = show(f.object, q.selected)
	}
	body := map[string]any{"@odata.context": x.context(set, q.selected, false), "value": value}
	if q.count {
		body["@odata.count"] = total
	}
	if more {
		body["@odata.nextLink"] = x.nextLink(list[len(list)-1].place)
	}
	return &reply{status: http.StatusOK, body: body}, nil
}

// collect reads one page in the order of keys, and no further.
func (x *exchange) collect(q query, from source) (list []found, more bool, total int, err error) {
	after := ""
	if q.after != nil {
		after = q.after.Key
	}
	for d, err := range from(after) {
		if err != nil {
			return nil, false, 0, err
		}
		o, err := open(d)
		if err != nil {
			return nil, false, 0, err
		}
		if !q.filter.holds(x.properties(o)) {
			continue
		}
		if len(list) == q.top {
			return list, true, 0, nil
		}
		list = append(list, found{o, cursor{Key: d.Key}})
	}
	return list, false, 0, nil
}

// collectWhole reads the whole list, to sort and to count it.
func (x *exchange) collectWhole(q query, from source) (list []found, more bool, total int, err error) {
	for d, err := range from("") {
		if err != nil {
			return nil, false, 0, err
		}
		o, err := open(d)
		if err != nil {
			return nil, false, 0, err
		}
		if properties := x.properties(o); q.filter.holds(properties) {
			value, _ := properties(q.order).(string)
			list = append(list, found{o, cursor{Value: strings.ToLower(value), Key: d.Key}})
		}
	}
	total = len(list)
	slices.SortFunc(list, func(a, b found) int { return q.compare(a.place, b.place) })
	if q.after != nil {
		list = slices.DeleteFunc(list, func(f found) bool { return q.compare(f.place, *q.after) <= 0 })
	}
	if more = len(list) > q.top; more {
		list = list[:q.top]
	}
	return list, more, total, nil
}

// compare orders two places.
func (q *query) compare(a, b cursor) int {
	order := cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Key, b.Key))
	if q.down {
		return -order
	}
	return order
}

// properties gives an object's properties as clients see them, by name in any case.
func (x *exchange) properties(o object) values {
	return func(path string) any {
		name, rest, deeper := strings.Cut(path, "/")
		p, ok := o.property(name)
		if !ok {
			return nil
		}
		value := x.shown(o, p)
		if deeper {
			return within(value, rest)
		}
		return value
	}
}
