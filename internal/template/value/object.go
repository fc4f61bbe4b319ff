package value

import (
	"iter"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// Member is one name of an object and the value that stands under it.
type Member struct {
	Name  string
	Value any
}

// Object is an ordered set of members. Two members may differ by case alone, as
// in Azure; a look-up takes the one spelled as asked, else the first that differs
// only in case. The zero Object is empty and ready to use.
type Object struct {
	members []Member
	exact   map[string]int // made once there are more than a few
	folded  map[string]int
}

// few is up to how many members are looked through one by one.
const few = 8

// NewObject makes an object of members; of a repeated name the last value counts.
func NewObject(members ...Member) *Object {
	o := &Object{members: make([]Member, 0, len(members))}
	for _, m := range members {
		o.Set(m.Name, m.Value)
	}
	return o
}

// Len is the number of members.
func (o *Object) Len() int { return len(o.members) }

// At is the member at a place in the order, from 0.
func (o *Object) At(i int) Member { return o.members[i] }

// All yields the members in their order.
func (o *Object) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, m := range o.members {
			if !yield(m.Name, m.Value) {
				return
			}
		}
	}
}

// Get is the value under a name, in any case.
func (o *Object) Get(name string) (any, bool) {
	i := o.Index(name)
	if i < 0 {
		return nil, false
	}
	return o.members[i].Value, true
}

// Index is the place of a name, in any case, or -1.
func (o *Object) Index(name string) int {
	if i := o.indexExact(name); i >= 0 {
		return i
	}
	if o.folded != nil {
		if i, ok := o.folded[document.Fold(name)]; ok {
			return i
		}
		return -1
	}
	for i := range o.members {
		if strings.EqualFold(o.members[i].Name, name) {
			return i
		}
	}
	return -1
}

func (o *Object) indexExact(name string) int {
	if o.exact != nil {
		if i, ok := o.exact[name]; ok {
			return i
		}
		return -1
	}
	for i := range o.members {
		if o.members[i].Name == name {
			return i
		}
	}
	return -1
}

// Set stores a value under exactly this name: in the place of the member spelled
// so, else as the last one.
func (o *Object) Set(name string, v any) {
	if i := o.indexExact(name); i >= 0 {
		o.members[i].Value = v
		return
	}
	o.members = append(o.members, Member{name, v})
	o.note(len(o.members) - 1)
}

// SetAt replaces the value at a place in the order.
func (o *Object) SetAt(i int, v any) { o.members[i].Value = v }

// note enters a member into the indexes, which are made when they begin to pay.
func (o *Object) note(i int) {
	if len(o.members) <= few {
		return
	}
	if o.exact == nil {
		o.exact = make(map[string]int, 2*len(o.members))
		o.folded = make(map[string]int, 2*len(o.members))
		for j := range o.members {
			o.enter(j)
		}
		return
	}
	o.enter(i)
}

func (o *Object) enter(i int) {
	name := o.members[i].Name
	o.exact[name] = i
	fold := document.Fold(name)
	if _, taken := o.folded[fold]; !taken {
		o.folded[fold] = i
	}
}
