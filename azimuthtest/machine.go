package azimuthtest

import (
	"context"
	"net/http"
	"net/url"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// Machine is where a program runs: a virtual machine, or an instance of a scale set.
type Machine struct {
	ID, Name string
	s        *Server
	handle   string
	client   *http.Client
}

// newMachine is the machine with an id, which is there.
func (s *Server) newMachine(id, name string) *Machine {
	s.t.Helper()
	m := &Machine{ID: id, Name: name, s: s}
	var answer struct{ Handle string }
	s.must(http.MethodPost, id+"/connect", computeVersion, nil, &answer)
	m.handle = answer.Handle
	m.client = s.newClient(m.handle)
	return m
}

// Client is Server.Client inside the machine: http://169.254.169.254 is its
// metadata service, from which it gets tokens as whoever the machine is.
func (m *Machine) Client() *http.Client { return m.client }

// Env are the variables, "NAME=value", of a program that the test runs as the
// machine: where its SDK finds tokens, the server, and whom to trust. Give it no
// others of Azure's.
func (m *Machine) Env() []string {
	m.s.t.Helper()
	env := m.s.env
	env.CAFile = m.s.CAFile()
	way, err := environ.MachineOf(env, m.ID, m.handle)
	if err != nil {
		m.s.t.Fatal(err)
	}
	vars := append(way.Vars(), environ.Cloud(env)...)
	all := make([]string, 0, len(vars))
	for _, v := range vars {
		if v.Name == "SSL_CERT_FILE" || v.Name == "REQUESTS_CA_BUNDLE" || v.Name == "CURL_CA_BUNDLE" {
			v.Value = env.CAFile // there is no bundle with the system's roots
		}
		all = append(all, v.Name+"="+v.Value)
	}
	return all
}

// Token is a token that the metadata service gives the machine for a resource.
// Where the machine has several identities, as says which one.
func (m *Machine) Token(resource string, as ...*Identity) string {
	m.s.t.Helper()
	token, err := m.TryToken(resource, as...)
	if err != nil {
		m.s.t.Fatal(err)
	}
	return token
}

// TryToken is Token where the metadata service may refuse: with a *RefusalError.
func (m *Machine) TryToken(resource string, as ...*Identity) (string, error) {
	query := url.Values{"api-version": {"2018-02-01"}, "resource": {resource}}
	for _, identity := range as {
		query.Set("client_id", identity.ClientID)
	}
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet,
		"http://169.254.169.254/metadata/identity/oauth2/token?"+query.Encode(), nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Metadata", "true")
	return granted(m.client, request)
}
