// Package httpstatus says which HTTP status the kinds of errors have, for the
// front ends whose protocols have no rules of their own about it. Sign-in and
// the metadata service do, and decide for themselves.
package httpstatus

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Of is the status of an error of a kind.
func Of(kind resource.Kind) int {
	switch kind {
	case resource.KindInvalid:
		return http.StatusBadRequest
	case resource.KindUnauthenticated:
		return http.StatusUnauthorized
	case resource.KindForbidden:
		return http.StatusForbidden
	case resource.KindNotFound:
		return http.StatusNotFound
	case resource.KindMethod:
		return http.StatusMethodNotAllowed
	case resource.KindConflict:
		return http.StatusConflict
	case resource.KindPreconditionFailed:
		return http.StatusPreconditionFailed
	case resource.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case resource.KindTimeout:
		return http.StatusRequestTimeout
	case resource.KindMisdirected:
		return http.StatusMisdirectedRequest
	case resource.KindThrottled:
		return http.StatusTooManyRequests
	case resource.KindUnavailable:
		return http.StatusServiceUnavailable
	case resource.KindInternal:
	}
	return http.StatusInternalServerError
}
