// Package changes tells those who look on what changed: a stream of server-sent
// events (WHATWG HTML, 9.2) with the ids of resources and directory objects that
// were written or removed. A caller hears only of what it may read; what a thing
// now looks like it asks for as always.
package changes
