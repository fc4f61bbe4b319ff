package throttle

import (
	"strings"
	"time"
)

// Class is what Resource Manager counts together.
type Class string

// The classes.
const (
	Read   Class = "read"
	Write  Class = "write"
	Delete Class = "delete"
)

// ClassOf is the class of requests with an HTTP method.
func ClassOf(method string) Class {
	switch method {
	case "GET", "HEAD":
		return Read
	case "DELETE":
		return Delete
	}
	return Write
}

// ofPrincipal are Resource Manager's limits for what one principal asks of one
// subscription, or of the tenant; all principals together have globally as much
// of a subscription. (Microsoft's "Understand how Azure Resource Manager throttles
// requests", for the way in which it counts since 2024.)
var ofPrincipal = map[Class]Limit{
	Read:   {Capacity: 250, Refill: 25, Every: time.Second},
	Write:  {Capacity: 200, Refill: 10, Every: time.Second},
	Delete: {Capacity: 200, Refill: 10, Every: time.Second},
}

const globally = 15 // times as much

// Manager are the buckets of a request to Resource Manager by a principal. Their
// names are what follows "x-ms-ratelimit-remaining-" in the headers of answers.
func Manager(method, subscription, principal string) []Bucket {
	class := ClassOf(method)
	limit := ofPrincipal[class]
	subscription = strings.ToLower(subscription)
	if subscription == "" {
		return []Bucket{{Name: "tenant-" + string(class) + "s", Key: "tenant|" + string(class) + "|" + principal, Limit: limit}}
	}
	key := "subscription|" + subscription + "|" + string(class) + "|"
	all := Limit{Capacity: limit.Capacity * globally, Refill: limit.Refill * globally, Every: limit.Every}
	return []Bucket{
		{Name: "subscription-" + string(class) + "s", Key: key + principal, Limit: limit},
		{Name: "subscription-global-" + string(class) + "s", Key: key, Limit: all},
	}
}
