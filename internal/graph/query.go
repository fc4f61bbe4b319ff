package graph

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// The sizes of pages (Microsoft Graph's reference).
const (
	defaultTop = 100
	maxTop     = 999
)

// query is what the client wants of a list, or of one object.
type query struct {
	entity   *entity // nil where objects of several types are asked for
	filter   condition
	selected []string // in the client's spelling
	top      int
	order    string // a property, or ""
	down     bool   // the largest first
	count    bool
	after    *cursor
}

// cursor is the place in a list behind which a page begins.
type cursor struct {
	Value string `json:"v,omitempty"` // of the property that the list is ordered by
	Key   string `json:"k"`           // of the last object's document
}

// query reads the query of the request; e is nil where objects of several types
// are asked for, whose properties are then not checked.
func (x *exchange) query(e *entity) (query, error) {
	q := query{entity: e, top: defaultTop, filter: all{}}
	parameters := x.request.URL.Query()
	for name := range parameters {
		text := parameters.Get(name)
		if err := q.read(strings.ToLower(name), text); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (q *query) read(name, text string) (err error) {
	switch name {
	case "$filter":
		q.filter, err = q.and(parseFilter(text))
	case "$search":
		q.filter, err = q.and(parseSearch(text))
	case "$select":
		return q.readSelect(text)
	case "$top":
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxTop {
			return badRequest("Invalid page size specified: '%s'. Must be between 1 and %d inclusive.", text, maxTop)
		}
		q.top = n
	case "$orderby":
		return q.readOrder(text)
	case "$count":
		if q.count, err = strconv.ParseBool(text); err != nil {
			return badRequest("The value '%s' of the query option '$count' is not valid.", text)
		}
	case "$skiptoken":
		return q.readCursor(text)
	case "$expand", "$skip":
		return unsupported("The query option '%s' is not supported.", name)
	}
	return err
}

// and adds a condition to the query's filter.
func (q *query) and(c condition, err error) (condition, error) {
	if err != nil {
		return q.filter, err
	}
	if q.entity != nil {
		if err := c.check(q.entity); err != nil {
			return q.filter, err
		}
	}
	if _, none := q.filter.(all); none {
		return c, nil
	}
	return both{q.filter, c}, nil
}

func (q *query) readSelect(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" || name == "*" {
			continue
		}
		if q.entity != nil {
			if _, ok := q.entity.property(name); !ok {
				return badRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.%s'.", name, q.entity.name)
			}
		}
		q.selected = append(q.selected, name)
	}
	return nil
}

func (q *query) readOrder(clause string) error {
	words := strings.Fields(clause)
	down := len(words) == 2 && strings.EqualFold(words[1], "desc")
	if len(words) == 0 || len(words) > 2 || len(words) == 2 && !down && !strings.EqualFold(words[1], "asc") {
		return badRequest("Invalid orderby clause: Syntax error in '%s'.", clause)
	}
	q.order, q.down = words[0], down
	if q.entity != nil {
		p, ok := q.entity.property(words[0])
		if !ok {
			return q.entity.unknownProperty(words[0])
		}
		if p.form != formText {
			return unsupported("Sorting not supported for property '%s' of resource '%s'.", p.name, q.entity.legacy)
		}
	}
	return nil
}

func (q *query) readCursor(text string) error {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &q.after) != nil || q.after == nil {
		return badRequest("The value of the query option '$skiptoken' is not valid.")
	}
	return nil
}

func (c cursor) token() string {
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err) // two strings always have a text
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// nextLink is the request's own address with the place to go on at.
func (x *exchange) nextLink(after cursor) string {
	parameters := make(url.Values)
	for name, value := range x.request.URL.Query() {
		if !strings.EqualFold(name, "$skiptoken") {
			parameters[name] = value
		}
	}
	parameters.Set("$skiptoken", after.token())
	return x.config.Origin(x.request) + x.request.URL.EscapedPath() + "?" + parameters.Encode()
}
