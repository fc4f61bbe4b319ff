package sts

import (
	"net/http"
	"strconv"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/throttle"
)

// looping is what a client is told that sends a person's same request again and again.
var looping = refusal{
	50196, resource.KindInvalid, "invalid_grant",
	"The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
}

// tooManyTokensError is for an application that asks too often for itself.
// Entra's answer to it is no JSON.
type tooManyTokensError struct{}

func (tooManyTokensError) Error() string { return http.StatusText(http.StatusTooManyRequests) }

// exceeds counts a request, where requests are counted, and reports that it is too
// much. What the client says of itself is proven by then.
func (s *Service) exceeds(x *exchange, buckets []throttle.Bucket) bool {
	if s.config.Limits == nil || fault.Exempt(x.request.URL.Path, x.request.Header.Get) {
		return false
	}
	_, short, _ := s.config.Limits.Take(buckets)
	return short >= 0
}

// failThrottled tells an application that it asks too often. MSAL waits so long.
func (x *exchange) failThrottled() {
	header := x.writer.Header()
	forbidCaching(header)
	header.Set("Retry-After", strconv.Itoa(int(throttle.TokensPause.Seconds())))
	header.Set("Content-Type", "text/plain; charset=utf-8")
	x.writer.WriteHeader(http.StatusTooManyRequests)
	_, _ = x.writer.Write([]byte(tooManyTokensError{}.Error())) // a client that is gone needs no answer
}
