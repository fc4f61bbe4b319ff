package az_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server/conversation"
)

// functions are what lines may use beside programs: further profiles of az, by
// their names, and the machine's own. A new profile is told that az is up to
// date, since az would ask elsewhere otherwise.
const functions = `
use_profile() { AZURE_CONFIG_DIR="$profiles/$1"; export AZURE_CONFIG_DIR; }
new_profile() { use_profile "$1"; settle; }
settle() { mkdir -p "$AZURE_CONFIG_DIR"; cp "$settled" "$AZURE_CONFIG_DIR/versionCheck.json"; }
be_machine() {
	if [ "$way" = proxy ]; then
		eval "$(azimuth env --vm "$1" --proxy)"
	else
		eval "$(azimuth env --vm "$1")"
		http_proxy=$AZIMUTH_METADATA_PROXY HTTP_PROXY=$AZIMUTH_METADATA_PROXY
	fi
	settle
}
`

// shell runs lines as a user's shell does in whose environment "azimuth env" was
// evaluated, in the folder of files.
func (s *site) shell(t *testing.T) conversation.Shell {
	t.Helper()
	environment := s.base()
	for _, v := range environ.Administrator(s.env, s.way) {
		environment = append(environment, v.Name+"="+v.Value)
	}
	manager, graph := s.env.ResourceManager, s.env.Graph
	if s.way == environ.ByProxy {
		manager, graph = "https://management.azure.com", "https://graph.microsoft.com"
	}
	environment = append(environment,
		"way="+string(s.way), "manager="+manager, "graph="+graph, "profiles="+t.TempDir(),
		"settled="+filepath.Join(environ.AzDir(s.env), string(s.way), "versionCheck.json"),
		"appid="+s.env.ClientID, "secret="+s.env.ClientSecret, "tenant="+s.env.TenantID,
	)
	return func(line, stdin string) (int, string, string) {
		began := time.Now()
		status, stdout, stderr := s.run(t, environment, functions+line, stdin)
		times.note(s.way, line, time.Since(began))
		return status, stdout, stderr
	}
}

func (s *site) run(t *testing.T, environment []string, line, stdin string) (status int, stdout, stderr string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Dir, command.Env, command.Stdin = "testdata/files", environment, strings.NewReader(stdin)
	var out, said bytes.Buffer
	command.Stdout, command.Stderr = &out, &said
	status = exitStatus(t, command.Run())
	return status, out.String(), said.String()
}
