package names

import (
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// answerLife is how long, in seconds, an answer may be kept: not long, since the
// program may go on where the names mean something else.
const answerLife = 5

// Answer answers a question for one of the table's names, as a DNS message; nil
// where it is for others. The names have an address of IPv4 and nothing else.
func (t Table) Answer(question []byte) []byte {
	var parser dnsmessage.Parser
	header, err := parser.Start(question)
	if err != nil || header.Response {
		return nil
	}
	asked, err := parser.Question()
	if err != nil || !t.has(asked.Name.String()) {
		return nil
	}
	builder := dnsmessage.NewBuilder(nil, dnsmessage.Header{
		ID: header.ID, Response: true, Authoritative: true, RecursionDesired: header.RecursionDesired, RecursionAvailable: true,
	})
	if builder.StartQuestions() != nil || builder.Question(asked) != nil || builder.StartAnswers() != nil {
		return nil
	}
	if asked.Type == dnsmessage.TypeA && asked.Class == dnsmessage.ClassINET {
		record := dnsmessage.ResourceHeader{Name: asked.Name, Class: asked.Class, TTL: answerLife}
		if builder.AResource(record, dnsmessage.AResource{A: t.Address.As4()}) != nil {
			return nil
		}
	}
	answer, err := builder.Finish()
	if err != nil {
		return nil
	}
	return answer
}

// has reports whether a name is one of the table's, or beneath one.
func (t Table) has(name string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return slices.ContainsFunc(t.Names, func(own string) bool { return name == own || strings.HasSuffix(name, "."+own) })
}
