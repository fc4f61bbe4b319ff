package demo

import (
	"context"
	"fmt"

	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server"
)

// Teller tells the story.
type Teller struct {
	// Environment is the server that it is told on, with the administrator's credentials.
	Environment server.Environment
	// Client is the program that does the steps, with its first arguments.
	Client  []string
	Connect Connect
	Console *console.Console
}

// Tell runs all steps and prints them. It fails at the first step that fails or
// whose result is not what it must be.
func (t Teller) Tell(ctx context.Context) error {
	var w world
	for i, s := range story {
		t.Console.Linef("")
		t.Console.Linef("%s %s", t.Console.Paint(console.Cyan, fmt.Sprintf("%2d", i+1)), t.Console.Paint(console.Bold, s.title))
		t.Console.Linef("   %s", t.Console.Paint(console.Dim, s.why))
		lines, err := t.play(ctx, &w, s)
		if err != nil {
			t.Console.Failed(s.step)
			return fmt.Errorf("step %d (%s): %w", i+1, s.step, err)
		}
		for j, line := range lines {
			mark := " "
			if j == 0 {
				mark = t.Console.Paint(console.Green, "✓")
			}
			t.Console.Linef("   %s %s", mark, line)
		}
	}
	return nil
}

// play runs a scene and returns the lines that tell it.
func (t Teller) play(ctx context.Context, w *world, s scene) ([]string, error) {
	vars, err := t.vars(ctx, w, s)
	if err != nil {
		return nil, err
	}
	stop := t.Console.Spin(s.step)
	result, err := runStep(ctx, t.Client, s.step, vars)
	stop()
	if err != nil {
		return nil, err
	}
	return s.check(w, result)
}

// vars are all variables of a scene's process.
func (t Teller) vars(ctx context.Context, w *world, s scene) ([]environ.Var, error) {
	vars := environ.Cloud(t.Environment)
	switch s.as {
	case nobody:
	case administrator:
		vars = environ.Administrator(t.Environment, environ.ByAddress)
	case instance0, instance1:
		m, err := t.Connect(ctx, w.set.ID, int(s.as-instance0))
		if err != nil {
			return nil, err
		}
		const direct = "127.0.0.1,localhost"
		vars = append(vars,
			environ.Var{Name: VarProxy, Value: m.MetadataProxy}, environ.Var{Name: "http_proxy", Value: m.MetadataProxy},
			environ.Var{Name: "NO_PROXY", Value: direct}, environ.Var{Name: "no_proxy", Value: direct})
	}
	vars = append(vars,
		environ.Var{Name: VarGroup, Value: groupName}, environ.Var{Name: VarLocation, Value: location},
		environ.Var{Name: VarScaleSet, Value: scaleSetName})
	if s.vars != nil {
		vars = append(vars, s.vars(w)...)
	}
	return vars, nil
}
