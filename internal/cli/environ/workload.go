package environ

import (
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/server"
)

// WorkloadIdentity is how a program proves by a token of its service account that it
// may have an identity's tokens, as in a pod of AKS.
type WorkloadIdentity struct {
	// ClientID is the identity's.
	ClientID string
	// TokenFile is where the program finds the service account's token.
	TokenFile string
}

// publicAuthority is where tokens are had wherever Azure's public hosts are the server.
const publicAuthority = "https://login.microsoftonline.com/"

// workload are the variables that the webhook of AKS puts into a pod. The tenant, and
// the server as a cloud of its own, are among the others.
func (m Machine) workload(way Way) []Var {
	vars := []Var{{"AZURE_CLIENT_ID", m.Workload.ClientID}, {"AZURE_FEDERATED_TOKEN_FILE", m.Workload.TokenFile}}
	if way != ByAddress {
		vars = append(vars, Var{"AZURE_AUTHORITY_HOST", publicAuthority})
	}
	return vars
}

// TokensDir is the directory in which programs find their service accounts' tokens.
func TokensDir(env server.Environment) string {
	return filepath.Join(filepath.Dir(env.CAFile), server.TokensDir)
}
