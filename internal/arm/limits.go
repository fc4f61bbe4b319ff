package arm

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/throttle"
)

// count counts a request, where requests are counted: it notes what is left in
// the answer's headers, and refuses what is too much. Resource Manager counts
// first, then Microsoft.Compute.
func (e *Engine) count(caller Caller, r *Request) error {
	if e.Limits == nil || fault.Exempt(r.Path, r.Header.Get) {
		return nil
	}
	path := asked(caller, r).Path
	own := throttle.Manager(r.Method, subscriptionIn(path), caller.ObjectID)
	compute := throttle.Compute(r.Method, path)
	left, empty, wait := e.Limits.Take(append(own[:len(own):len(own)], compute...))
	r.Counted = make(http.Header)
	if empty >= 0 {
		r.Counted.Set("Retry-After", strconv.Itoa(seconds(wait)))
		if empty >= len(own) {
			r.Counted.Set("X-Ms-Failure-Cause", "service")
			return tooMuchForCompute(compute[empty-len(own)], e.Sources.Now())
		}
		r.Counted.Set(remaining(own[empty]), "0")
		return resource.Errorf(resource.KindThrottled, throttledCode, "%s", throttledText(string(throttle.ClassOf(r.Method)), subscriptionIn(path), caller.ObjectID, seconds(wait)))
	}
	for i, b := range own {
		r.Counted.Set(remaining(b), strconv.Itoa(left[i]))
	}
	if len(compute) > 0 {
		r.Counted.Set("X-Ms-Ratelimit-Remaining-Resource", ofCompute(compute, left[len(own):]))
	}
	return nil
}

// remaining is the header that tells what is left in one of Resource Manager's buckets.
func remaining(b throttle.Bucket) string { return "X-Ms-Ratelimit-Remaining-" + b.Name }

// ofCompute is what is left in Microsoft.Compute's buckets, as its header has it.
func ofCompute(buckets []throttle.Bucket, left []int) string {
	shown := make([]string, len(buckets))
	for i, b := range buckets {
		shown[i] = fmt.Sprintf("Microsoft.Compute/%s;%d", b.Name, left[i])
	}
	return strings.Join(shown, ",")
}

// tooMuchForCompute is Microsoft.Compute's error for a request that was too much.
func tooMuchForCompute(b throttle.Bucket, now time.Time) error {
	told := document.Write(map[string]any{
		"operationGroup": b.Name, "startTime": now.UTC().Format(time.RFC3339Nano), "endTime": now.Add(b.Limit.Every).UTC().Format(time.RFC3339Nano),
		"allowedRequestCount": b.Limit.Capacity, "measuredRequestCount": b.Limit.Capacity + 1,
	})
	return &resource.Error{
		Kind: resource.KindThrottled, Code: "OperationNotAllowed",
		Message: "The server rejected the request because too many requests have been received for this subscription.",
		Details: []resource.Error{{Code: "TooManyRequests", Target: b.Name, Message: string(told)}},
	}
}

// seconds are the whole seconds that a span lasts at least; one of nothing has one,
// since clients take 0 for no answer.
func seconds(d time.Duration) int { return max(1, fault.Duration(d).Seconds()) }
