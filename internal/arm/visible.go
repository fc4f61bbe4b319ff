package arm

import "github.com/azimuthid/azimuth/internal/resource"

// ReadEvents is the right to read the activity log.
const ReadEvents = "Microsoft.Insights/eventtypes/values/read"

// MayRead reports whether a caller may read the resource that a document of this
// kind with this id stands for, whether or not it is there. EventKind asks for
// the activity log of the resource with the id. Kinds that are no resources
// nobody may read.
func (e *Engine) MayRead(caller Caller, kind, id string) bool {
	parsed, err := resource.ParseID(id)
	if err != nil {
		return false
	}
	action := ReadEvents
	if kind != EventKind {
		t := e.Type(kind)
		if t == nil {
			return false
		}
		action = t.action("read")
	}
	return e.allowed(caller, action, parsed)
}
