package arm

import (
	"bytes"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"

	"github.com/azimuthid/azimuth/internal/resource"
)

// pageSize is how many resources one answer holds where the client asks for no other number.
const pageSize = 1000

// Page is what part of a list is wanted.
type Page struct {
	After string // key of the last resource of the page before
	Limit int
}

// ReadPage takes $top and $skiptoken from the query.
func (c *Call) ReadPage() (Page, error) {
	p := Page{Limit: pageSize}
	if top := c.Query("$top"); top != "" {
		n, err := strconv.Atoi(top)
		if err != nil || n < 1 {
			return p, resource.Invalid("InvalidTopParameter", "The value '%s' of the query parameter '$top' is not valid; it must be a positive integer.", top)
		}
		p.Limit = min(n, pageSize)
	}
	if token := c.Query("$skiptoken"); token != "" {
		after, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			return p, resource.Invalid("InvalidSkipToken", "The value '%s' of the query parameter '$skiptoken' is not valid.", token)
		}
		p.After = string(after)
	}
	return p, nil
}

// list serves a collection.
func (e *Engine) list(ctx context.Context, c *Call) (*Response, error) {
	if err := e.checkCollection(ctx, c); err != nil {
		return nil, err
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	records, next, err := c.collect(ctx, page)
	if err != nil {
		return nil, err
	}
	return c.Listed(ctx, records, next)
}

// checkCollection checks that what the collection belongs to is there.
func (e *Engine) checkCollection(ctx context.Context, c *Call) error {
	if c.ID.IsRoot() {
		return nil
	}
	element := c.ID.Child("providers/"+c.Type.provider.Namespace+"/"+c.Type.Name, "-")
	if c.Type.nested() {
		element = c.ID.Child(c.Type.Name[lastSlash(c.Type.Name)+1:], "-")
	}
	return e.checkScope(ctx, e.Store, element, c.Type, "read")
}

// collect reads one page of what the caller may read; next is the key to go on
// after, or "".
func (c *Call) collect(ctx context.Context, page Page) (records []resource.Record, next string, err error) {
	if c.Type.List != nil {
		return c.collectFrom(ctx, page)
	}
	selector, err := c.ReadSelector()
	if err != nil {
		return nil, "", err
	}
	return c.Scan(ctx, resource.Query{Kind: c.Type.Kind(), Under: c.ID.Key()}, page, func(r resource.Record) (bool, error) {
		id, err := resource.ParseID(r.ID)
		return err == nil && c.MayRead(c.Type, id) && selector.Selects(r), err
	})
}

// collectFrom pages through what the type lists itself.
func (c *Call) collectFrom(ctx context.Context, page Page) ([]resource.Record, string, error) {
	all, err := c.Type.List(ctx, c)
	if err != nil {
		return nil, "", err
	}
	start := 0
	if page.After != "" {
		for start < len(all) && lower(all[start].ID) != page.After {
			start++
		}
		start++
	}
	if start >= len(all) {
		return nil, "", nil
	}
	all = all[start:]
	if len(all) <= page.Limit {
		return all, "", nil
	}
	return all[:page.Limit], lower(all[page.Limit-1].ID), nil
}

// Scan reads one page of the resources that a query selects and keep keeps;
// next is the key to go on after, or "".
func (c *Call) Scan(ctx context.Context, q resource.Query, page Page, keep func(resource.Record) (bool, error)) (records []resource.Record, next string, err error) {
	q.After, q.Limit = page.After, page.Limit
	for {
		documents, more, err := c.engine.Store.List(ctx, q)
		if err != nil {
			return nil, "", err
		}
		for _, d := range documents {
			q.After = d.Key
			record, err := c.engine.parse(d)
			if err != nil {
				return nil, "", err
			}
			kept, err := keep(record)
			if err != nil {
				return nil, "", err
			}
			if !kept {
				continue
			}
			if len(records) == page.Limit {
				return records, lower(records[len(records)-1].ID), nil
			}
			records = append(records, record)
		}
		if !more {
			return records, "", nil
		}
	}
}

// Listed is the answer to a list: the records as the call's type shows them, and
// the link to the next page. Without a type, each is shown as its own type shows it.
func (c *Call) Listed(ctx context.Context, records []resource.Record, next string) (*Response, error) {
	var b bytes.Buffer
	b.WriteString(`{"value":[`)
	for i, record := range records {
		if i > 0 {
			b.WriteByte(',')
		}
		body, err := c.engine.render(ctx, c, record)
		if err != nil {
			return nil, err
		}
		b.Write(body)
	}
	b.WriteByte(']')
	if next != "" {
		b.WriteString(`,"nextLink":"` + c.NextLink(next) + `"`)
	}
	b.WriteByte('}')
	return JSON(http.StatusOK, b.Bytes()), nil
}

// NextLink is the request's own address with the place to go on at.
func (c *Call) NextLink(after string) string {
	query := make(url.Values, len(c.Request.Query)+1)
	for name, values := range c.Request.Query {
		if !equalFold(name, "$skiptoken") {
			query[name] = values
		}
	}
	query.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte(after)))
	return c.Request.Origin + c.Request.Path + "?" + query.Encode()
}
