package graph

import (
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/throttle"
)

// nearLimit is from which part of a limit on answers tell how much of it is used.
// (Microsoft, "Microsoft Graph service-specific throttling limits", which has the
// other headers too.)
const nearLimit = 0.8

// count counts a request, where requests are counted: it tells of it in the
// answer's headers, and refuses what is too much.
func (x *exchange) count() error {
	if x.config.Limits == nil || fault.Exempt(x.request.URL.Path, x.request.Header.Get) {
		return nil
	}
	path := make([]string, len(x.path))
	for i, s := range x.path {
		path[i] = s.text
	}
	buckets := throttle.Graph(x.request.Method, path, x.request.URL.Query(), x.caller.app, x.config.TenantID, x.config.Principals.Users())
	left, short, wait := x.config.Limits.Take(buckets)
	header := x.writer.Header()
	if short < 0 {
		header.Set("x-ms-resource-unit", strconv.Itoa(buckets[0].Cost))
		if used := 1 - float64(left[0])/float64(buckets[0].Limit.Capacity); used > nearLimit {
			header.Set("x-ms-throttle-limit-percentage", strconv.FormatFloat(used, 'f', 2, 64))
		}
		return nil
	}
	reason := throttle.Writes
	if short == 0 {
		reason = throttle.ResourceUnits
	}
	header.Set("Retry-After", strconv.Itoa(max(1, fault.Duration(wait).Seconds())))
	header.Set("x-ms-throttle-scope", buckets[short].Name)
	header.Set("x-ms-throttle-information", reason)
	scope, _, _ := strings.Cut(buckets[short].Name, "/")
	return resource.Errorf(resource.KindThrottled, "TooManyRequests", "Too many requests from Identifier:%s under category:throttle.aad.%s. Please try again later.",
		x.caller.app+"+"+x.config.TenantID, strings.ToLower(scope))
}
