package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// masked is the id that recorders write in the place of those they hide: of the
// subscription, and of the tenant in some.
const masked = "00000000-0000-0000-0000-000000000000"

// ids says which id of the recording stands for which of ours: one for one, in
// both directions, for as long as the replay lasts.
type ids struct {
	ours, recorded map[string]string
	// words are other texts of the recording's day that stand for ours, such as the
	// newest version of an image.
	words map[string]string
}

func newIDs() *ids {
	return &ids{ours: make(map[string]string), recorded: make(map[string]string), words: make(map[string]string)}
}

// plain is an id in the form by which ids are kept and compared: GUIDs in lower
// case with dashes, ids of operations as they are.
func plain(id string) string {
	if !isID(id) {
		return id
	}
	h := strings.ToLower(strings.ReplaceAll(id, "-", ""))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// bind lets a recorded id stand for one of ours, or checks that it does.
func (m *ids) bind(recorded, ours string) error {
	r, o := plain(recorded), plain(ours)
	if known, ok := m.ours[r]; ok && known != o {
		return fmt.Errorf("%s stands for %s", recorded, known)
	}
	if known, ok := m.recorded[o]; ok && known != r {
		return fmt.Errorf("%s already stands for %s", known, ours)
	}
	m.ours[r], m.recorded[o] = o, r
	return nil
}

// newestOf is where the versions of an image are listed.
const newestOf = "Microsoft.Compute/locations/publishers/artifacttypes/offers/skus/versions"

// newest lets the newest version of an image stand for ours, where a list shows
// one alone: it is the newest of the day.
func (m *ids) newest(recorded, ours []byte) {
	var theirs, mine []struct{ Name string }
	if json.Unmarshal(recorded, &theirs) == nil && json.Unmarshal(ours, &mine) == nil && len(theirs) == 1 && len(mine) == 1 && theirs[0].Name != "" {
		m.words[theirs[0].Name] = mine[0].Name
	}
}

// known reports whether a recorded id stands for one of ours.
func (m *ids) known(recorded string) bool {
	_, ok := m.ours[plain(recorded)]
	return ok
}

// translate puts our ids in the place of the recorded ones that are known.
func (m *ids) translate(text string) string {
	for recorded, ours := range m.words {
		text = strings.ReplaceAll(text, recorded, ours)
	}
	return replaceIDs(text, func(id string) string {
		ours, ok := m.ours[plain(id)]
		if !ok {
			return id
		}
		if !strings.Contains(id, "-") {
			return strings.ReplaceAll(ours, "-", "")
		}
		return ours
	})
}

// request translates what is to be sent. An id that no answer has shown is the
// client's own, and stands for itself from then on.
func (m *ids) request(text string) string {
	for _, at := range findIDs(text) {
		if id := text[at[0]:at[1]]; !m.known(id) {
			_ = m.bind(id, id) // ours by chance: the answer will show the difference
		}
	}
	return m.translate(text)
}

// errDifferent is match's answer to texts that differ in more than their ids.
var errDifferent = errors.New("not the same")

// match compares a recorded text with ours: all but the ids must be the same,
// and the ids must stand for each other.
func (m *ids) match(recorded, ours string) error {
	if known, ok := m.ours[plain(recorded)]; ok && known == ours {
		return nil // the id of an operation, which need not look like one
	}
	for word, our := range m.words {
		recorded = strings.ReplaceAll(recorded, word, our)
	}
	theirs, mine := findIDs(recorded), findIDs(ours)
	if replaceIDs(recorded, form) != replaceIDs(ours, form) {
		return errDifferent
	}
	for i, at := range theirs {
		their, my := recorded[at[0]:at[1]], ours[mine[i][0]:mine[i][1]]
		names := namesResource(recorded, at)
		if their == masked && !names {
			continue
		}
		if names && !m.known(their) && plain(their) != plain(my) {
			return fmt.Errorf("%s is a name, which stays", their)
		}
		if err := m.bind(their, my); err != nil {
			return err
		}
	}
	return nil
}

// form is the shape of an id, which must be the same on both sides.
func form(id string) string { return fmt.Sprintf("<%d>", len(id)) }

// namesResource reports whether the id at a place in a text is a whole segment
// of a resource id: such names are the client's or well known, never the server's.
func namesResource(text string, at []int) bool {
	return strings.HasPrefix(text, "/") && text[at[0]-1] == '/' && (at[1] == len(text) || text[at[1]] == '/')
}
