package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// stepTime is how long a step may take.
const stepTime = 20 * time.Second

// inherited are the variables that a step's process gets from the demo's own.
var inherited = []string{
	"PATH", "HOME", "TMPDIR", "TEMP", "TMP",
	"SystemRoot", "SystemDrive", "ComSpec", "PATHEXT", "USERPROFILE", "LocalAppData", "AppData", "windir",
}

// runStep runs the client for one step in a process of its own and returns the
// JSON object that it prints.
func runStep(ctx context.Context, client []string, step string, vars []environ.Var) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	process := exec.CommandContext(ctx, client[0], append(client[1:len(client):len(client)], step)...)
	process.WaitDelay = time.Second
	for _, name := range inherited {
		if value, ok := os.LookupEnv(name); ok {
			process.Env = append(process.Env, name+"="+value)
		}
	}
	for _, v := range vars {
		process.Env = append(process.Env, v.Name+"="+v.Value)
	}
	var stdout, stderr bytes.Buffer
	process.Stdout, process.Stderr = &stdout, &stderr
	err := process.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("%s %s took longer than %v", client[0], step, stepTime)
	case err != nil:
		return nil, fmt.Errorf("%s %s: %w: %s", client[0], step, err, strings.TrimSpace(stderr.String()))
	}
	var result json.RawMessage
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil || result[0] != '{' {
		return nil, fmt.Errorf("%s %s did not print one JSON object but %d bytes of something else", client[0], step, stdout.Len())
	}
	return result, nil
}
