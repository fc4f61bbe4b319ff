package azprofile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// signInTime is how long each of the commands of a sign-in may take. az starts
// slowly in a new profile.
const signInTime = 2 * time.Minute

// nowhere is a proxy that is not there: port 9 is that of the discard service.
const nowhere = "http://127.0.0.1:9"

// settle runs az once without the network. In a new profile az asks for news of
// itself; having failed once, it does not ask again.
func (p Profile) settle(ctx context.Context, dir string) error {
	environment := p.child(os.Environ(), dir)
	for _, name := range []string{"HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"} {
		environment = append(environment, name+"="+nowhere)
	}
	environment = append(environment, "NO_PROXY="+environ.Nearby, "no_proxy="+environ.Nearby)
	return p.run(ctx, environment, "", "cloud", "list-profiles", "--output", "none")
}

// login signs in as the administrator. The secret goes by standard input: the
// arguments of a process can be seen by everybody.
func (p Profile) login(ctx context.Context, dir string) error {
	e := p.Environment
	err := p.run(ctx, p.child(os.Environ(), dir), e.ClientSecret, "login", "--service-principal",
		"--username", e.ClientID, "--password", "@-", "--tenant", e.TenantID, "--output", "none")
	if err != nil {
		return fmt.Errorf("az could not sign in: %w", err)
	}
	return nil
}

func (p Profile) run(ctx context.Context, environment []string, stdin string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, signInTime)
	defer cancel()
	command := exec.CommandContext(ctx, p.Az, args...)
	command.Env, command.Stdin, command.WaitDelay = environment, strings.NewReader(stdin), time.Second
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	err := command.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("az %s took longer than %v", args[0], signInTime)
	}
	if err != nil {
		return fmt.Errorf("az %s: %w: %s", args[0], err, strings.TrimSpace(output.String()))
	}
	return nil
}
