package graph

import (
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/resource"
)

// fail answers with an error in Graph's form.
func (x *exchange) fail(err error) {
	e := resource.AsError(err)
	if e.Kind == resource.KindInternal {
		x.config.Log.Error("graph failed", "method", x.request.Method, "path", x.request.URL.Path, "request", x.id, "error", err)
	}
	if e.Kind == resource.KindUnauthenticated {
		x.challenge()
	}
	shown := x.errorBody(e.Code, e.Message)
	if len(e.Details) > 0 {
		details := make([]any, len(e.Details))
		for i, d := range e.Details {
			details[i] = map[string]any{"code": d.Code, "message": d.Message, "target": d.Target}
		}
		shown["details"] = details
	}
	x.write(httpstatus.Of(e.Kind), map[string]any{"error": shown})
}

// challenge tells the client where it gets a token.
func (x *exchange) challenge() {
	x.writer.Header().Set("WWW-Authenticate", `Bearer realm="", authorization_uri="`+x.config.Login(x.request)+"/"+x.config.TenantID+`/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`)
}

// errorBody is an error in Graph's form.
func (x *exchange) errorBody(code, message string) map[string]any {
	return map[string]any{
		"code":    code,
		"message": message,
		"innerError": map[string]any{
			"date":              x.config.Sources.Now().UTC().Format("2006-01-02T15:04:05"),
			"request-id":        x.id,
			"client-request-id": x.clientID(),
		},
	}
}

// badRequest is the error for a request that cannot be understood.
func badRequest(format string, args ...any) error {
	return resource.Invalid("BadRequest", format, args...)
}

// badProperty is the error for a property in a body.
func badProperty(property, format string, args ...any) error {
	e := resource.Invalid("Request_BadRequest", format, args...)
	e.Target = property
	return e
}

// unsupported is the error for a query that Graph knows and cannot answer.
func unsupported(format string, args ...any) error {
	return resource.Invalid("Request_UnsupportedQuery", format, args...)
}
