package imds

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/token"
)

const (
	// keep is how long an answer is used again before the issuer is asked anew.
	keep = time.Minute
	// maxAnswers bounds the cache: at about 2 kB a token it holds 32 MB.
	maxAnswers = 16384
	// maxKey is the longest query and the longest handle that are remembered;
	// clients send less than half of it.
	maxKey = 1024
)

// answerKey is all that an answer depends on, beside the state of the machines:
// also what told the caller, since versions of a protocol differ in that.
type answerKey struct {
	path   string
	caller caller
	query  string
}

// prepared is an answer that lacks only the seconds that its token has left.
type prepared struct {
	pieces     [][]byte
	token      token.Token // without Raw
	generation uint64
	until      time.Time
}

func prepare(pieces [][]byte, t token.Token, generation uint64, now time.Time) *prepared {
	until := now.Add(keep)
	if t.ExpiresAt.Before(until) {
		until = t.ExpiresAt
	}
	t.Raw = ""
	return &prepared{pieces: pieces, token: t, generation: generation, until: until}
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// send writes the answer. It does so in one piece and names its length: without
// that, a body of this size would be sent in chunks.
func (p *prepared) send(w http.ResponseWriter, now time.Time) {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	b := (*buffer)[:0]
	for i, piece := range p.pieces {
		if i > 0 {
			b = strconv.AppendInt(b, p.token.ExpiresIn(now), 10)
		}
		b = append(b, piece...)
	}
	*buffer = b
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(b))}
	_, _ = w.Write(b) // nobody is left to tell
}

// answers keeps prepared answers. The zero answers is empty.
type answers struct {
	mu   sync.RWMutex
	held map[answerKey]*prepared
}

// get returns an answer that was prepared under this generation and is good at now.
func (a *answers) get(key answerKey, generation uint64, now time.Time) (*prepared, bool) {
	a.mu.RLock()
	p, ok := a.held[key]
	a.mu.RUnlock()
	if !ok || p.generation != generation || !now.Before(p.until) {
		return nil, false
	}
	return p, true
}

// put keeps an answer. Where there are too many, all others go: they cost one
// look at the issuer's own cache each.
func (a *answers) put(key answerKey, p *prepared) {
	if len(key.query) > maxKey || len(key.caller.handle) > maxKey {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.held == nil || len(a.held) >= maxAnswers {
		a.held = make(map[answerKey]*prepared)
	}
	a.held[key] = p
}
