package replay

import (
	"mime"
	"net/http"
)

// headers compares the headers that clients go by, where they were recorded: the
// media type, where the resource or its operation is, and that there is an etag.
func (c *comparison) headers(recorded map[string]string, body bool, ours http.Header) {
	if body {
		c.header("content-type", recorded, ours, func(r, o string) error { return sameForm(mediaType(r) == mediaType(o), mediaType(r)) })
	}
	c.header("location", recorded, ours, c.address)
	c.header("azure-asyncoperation", recorded, ours, c.address)
	c.header("etag", recorded, ours, func(string, string) error { return nil })
}

func (c *comparison) header(name string, recorded map[string]string, ours http.Header, same func(r, o string) error) {
	r, o := recorded[name], ours.Get(name)
	if r == "" {
		return
	}
	d := Difference{Kind: Missing, Path: "header:" + name, Recorded: r, Ours: o}
	if o != "" {
		err := same(r, o)
		if err == nil {
			return
		}
		d.Kind, d.Why = Value, err.Error()
	}
	c.found = append(c.found, d)
}

func mediaType(header string) string {
	media, _, err := mime.ParseMediaType(header)
	if err != nil {
		return header
	}
	return media
}
