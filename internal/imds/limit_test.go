package imds_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/imds"
	"github.com/azimuthid/azimuth/internal/token"
)

// newLimitedWorld is a world whose machines ask no more than on Azure, one of which
// is made.
func newLimitedWorld(t *testing.T) (w *world, handle string) {
	t.Helper()
	w = newWorld(t)
	w.config.Limits = true
	w.handler = imds.New(w.config)
	return w, w.machine("vm", identity.Assigned{System: &own})
}

// Each category lets so many requests of a machine through in a second, and no more.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path  string
		most        int
		code, words string
	}{
		{"the instance", "/metadata/instance?api-version=2021-02-01", 5, "too_many_requests", "Too many requests"},
		{"the versions", "/metadata/versions", 5, "too_many_requests", "Too many requests"},
		{"events", "/metadata/scheduledevents?api-version=2020-07-01", 5, "too_many_requests", "Too many requests"},
		{"tokens", tokenURL, 20, "invalid_request", "Temporarily throttled, too many requests"},
		{"the tenant", "/metadata/identity/info?api-version=2018-02-01", 20, "invalid_request", "Temporarily throttled, too many requests"},
		{"a token of the extension", "/oauth2/token?resource=https://management.azure.com/", 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, handle := newLimitedWorld(t)
			other := w.machine("other", identity.Assigned{System: &own})
			let := func(handle string) (through int) {
				for range 100 {
					got := w.get("/vm/"+handle+c.path, "Metadata", "true")
					if got.Code == http.StatusOK {
						through++
						continue
					}
					body := reply(t, got)
					if got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") != "1" || body["error"] != c.code || body["error_description"] != c.words {
						t.Fatalf("status %d, %v: %s", got.Code, got.Header(), got.Body)
					}
				}
				return through
			}
			most := c.most
			if most == 0 {
				most = 100
			}
			if got := let(handle); got != most {
				t.Errorf("%d requests got through in a second", got)
			}
			if got := let(other); got != most {
				t.Errorf("%d requests of another machine got through", got)
			}
			w.pass(200 * time.Millisecond)
			if got := let(handle); c.most > 0 && got != most/5 {
				t.Errorf("%d requests got through in the next fifth of a second", got)
			}
			w.pass(time.Hour)
			if got := let(handle); got != most {
				t.Errorf("%d requests got through at once after an hour", got)
			}
		})
	}
}

// The categories do not take from each other, and without limits nothing is refused.
func TestLimitsAreApart(t *testing.T) {
	t.Parallel()
	w, handle := newLimitedWorld(t)
	for range 5 {
		w.get("/vm/"+handle+"/metadata/versions", "Metadata", "true")
	}
	if got := w.get("/vm/"+handle+tokenURL, "Metadata", "true"); got.Code != http.StatusOK {
		t.Errorf("a token after five other requests: %d", got.Code)
	}
	for range 100 {
		if got := w.get("/vm/nobody"+tokenURL, "Metadata", "true"); got.Code != http.StatusBadRequest {
			t.Fatalf("an unknown machine: %d", got.Code)
		}
	}
	free := newWorld(t)
	handle = free.machine("vm", identity.Assigned{System: &own})
	for range 100 {
		if got := free.get("/vm/"+handle+"/metadata/versions", "Metadata", "true"); got.Code != http.StatusOK {
			t.Fatalf("without limits: %d", got.Code)
		}
	}
}

// held issues tokens when it is told to.
type held struct {
	imds.Tokens

	begun, goOn chan struct{}
}

func (h held) Issue(g token.Grant) (token.Token, error) {
	h.begun <- struct{}{}
	<-h.goOn
	return h.Tokens.Issue(g)
}

// Five requests for identities of a machine are answered at the same time, and a sixth
// is refused until one is done.
func TestLimitAtOnce(t *testing.T) {
	t.Parallel()
	w, handle := newLimitedWorld(t)
	tokens := held{w.signer, make(chan struct{}), make(chan struct{})}
	w.config.Tokens = tokens
	w.handler = imds.New(w.config)
	codes := make(chan int)
	ask := func(resource string) {
		codes <- w.get("/vm/"+handle+"/metadata/identity/oauth2/token?api-version=2018-02-01&resource="+url.QueryEscape(resource), "Metadata", "true").Code
	}
	for i := range 5 {
		go ask("https://" + string(rune('a'+i)))
		<-tokens.begun
	}
	go ask("https://f")
	if code := <-codes; code != http.StatusTooManyRequests {
		t.Errorf("a sixth at the same time: %d", code)
	}
	tokens.goOn <- struct{}{}
	if code := <-codes; code != http.StatusOK {
		t.Errorf("one of the five: %d", code)
	}
	go ask("https://g")
	<-tokens.begun
	close(tokens.goOn)
	for range 5 {
		if code := <-codes; code != http.StatusOK {
			t.Errorf("the others: %d", code)
		}
	}
}
