package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/fault"
)

// faultFlags are a fault as flags write it.
type faultFlags struct {
	scenario, file, format string
	effect                 string
	rule                   fault.Rule
	after, lasting         time.Duration
	delay, lag, retryAfter time.Duration
	headers                []string
}

func (a *app) faultAdd() *cobra.Command {
	var f faultFlags
	c := &cobra.Command{
		Use: "add", Short: "Add a fault, or a scenario of them", Args: cobra.NoArgs,
		Long: `Add a fault: whom it meets (--front, --method, --path, --machine, --principal,
--audience; all that are given must hold), how often (--times, --skip, --every,
--probability, --after, --for), and what happens: --status makes it an error of
the front end, --delay lets the request wait, --effect names anything else:

  answer             an error in place of the answer (what --status means)
  delay              nothing but the --delay
  reset              the connection is reset before anything is done
  lose               what is asked for is done, and the connection reset
  truncate, empty    half of the answer's body, or none
  identityNotFound   the metadata service does not know the identity
  principalNotFound  role assignments do not know the principal
  roleMissing        role assignments do not count
  failOperation      a long-running operation fails (--code, --message)
  stickOperation     a long-running operation stays in progress
  revokeToken        the tokens that the caller has are revoked
  rotateKey          a new key signs, which no verifier has seen

With --lag, the three of identities, principals and roles last so long for each
that is new, and meet nothing older. --scenario adds what a name stands for, narrowed by
the flags that say whom and how often.`,
		RunE: func(c *cobra.Command, _ []string) error {
			body, err := a.faultBody(c.Flags(), &f)
			if err != nil {
				return err
			}
			var answer faultList
			if err := a.ask(c.Context(), http.MethodPost, faultsPath, body, &answer); err != nil {
				return err
			}
			return a.tellFaults(f.format, answer.Value)
		},
	}
	f.add(c.Flags())
	addFormat(c, &f.format)
	return c
}

func (f *faultFlags) add(flags *pflag.FlagSet) {
	r := &f.rule
	flags.StringVar(&f.scenario, "scenario", "", "`name` of a scenario; see azimuth fault scenarios")
	flags.StringVar(&f.file, "file", "", "JSON `file` with the rule, as the administration's API takes it; - for standard input")
	flags.StringVar(&r.Name, "name", "", "`name` of the fault, for its list")
	flags.StringVar(&r.Match.Front, "front", "", "front end: resourceManager, login, graph or metadata")
	flags.StringVar(&r.Match.Method, "method", "", "HTTP method")
	flags.StringVar(&r.Match.Path, "path", "", "`pattern` of the path: * for any text without a slash, ** for any")
	flags.StringVar(&r.Match.Machine, "machine", "", "resource `id` of the machine or scale set that asks the metadata service")
	flags.StringVar(&r.Match.Principal, "principal", "", "object id or client `id` of who asks")
	flags.StringVar(&r.Match.Audience, "audience", "", "`resource` or scope for which a token is asked")
	flags.IntVar(&r.When.Times, "times", 0, "how often it acts at most")
	flags.IntVar(&r.When.Skip, "skip", 0, "how many requests it lets pass first")
	flags.IntVar(&r.When.Every, "every", 0, "act on every `n`th request only")
	flags.Float64Var(&r.When.Probability, "probability", 0, "how likely it acts, from 0 to 1")
	flags.Uint64Var(&r.When.Seed, "seed", 0, "from which the probability takes its chances, the same ones in every run")
	flags.DurationVar(&f.after, "after", 0, "how long from now it begins, by the server's clock")
	flags.DurationVar(&f.lasting, "for", 0, "how long it lasts, by the server's clock")
	flags.StringVar(&f.effect, "effect", "", "what happens, where it is no --status and no mere --delay")
	flags.IntVar(&r.Effect.Status, "status", 0, "status of the error")
	flags.StringVar(&r.Effect.Code, "code", "", "the error's code, where it is not Azure's for the status")
	flags.StringVar(&r.Effect.Message, "message", "", "the error's message, likewise")
	flags.DurationVar(&f.retryAfter, "retry-after", 0, "what the error has as Retry-After; 0s is one too")
	flags.StringArrayVar(&f.headers, "header", nil, "\"`name: value`\" of a header of the error; may be repeated")
	flags.DurationVar(&f.delay, "delay", 0, "how long the request waits first, by the server's clock")
	flags.DurationVar(&f.lag, "lag", 0, "how long each new identity, principal or role is not known")
}

// faultBody is what the server is asked to add.
func (a *app) faultBody(flags *pflag.FlagSet, f *faultFlags) (any, error) {
	r := f.rule
	r.When.After, r.When.For = fault.Duration(f.after), fault.Duration(f.lasting)
	if f.file != "" {
		return a.readFault(f.file)
	}
	if f.scenario != "" {
		for _, name := range []string{"effect", "status", "code", "message", "retry-after", "header", "delay", "name"} {
			if flags.Changed(name) {
				return nil, fmt.Errorf("what happens in a scenario is its own: it takes no --%s", name)
			}
		}
		return fault.Choice{Scenario: f.scenario, Match: r.Match, When: r.When, Lag: fault.Duration(f.lag)}, nil
	}
	e := &r.Effect
	e.Delay, e.Lag = fault.Duration(f.delay), fault.Duration(f.lag)
	if flags.Changed("retry-after") {
		after := fault.Duration(f.retryAfter)
		e.RetryAfter = &after
	}
	for _, header := range f.headers {
		name, value, ok := strings.Cut(header, ":")
		if !ok {
			return nil, fmt.Errorf("the header %q is not of the form \"name: value\"", header)
		}
		if e.Header == nil {
			e.Header = make(map[string]string)
		}
		e.Header[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	switch {
	case f.effect != "":
		e.Kind = fault.Kind(f.effect)
	case e.Status != 0:
		e.Kind = fault.Answer
	case e.Delay != 0:
		e.Kind = fault.Delay
	default:
		return nil, errors.New("what is to happen? Give --status, --delay, --effect or --scenario")
	}
	return r, nil
}

// readFault reads a rule from a file, or from standard input.
func (a *app) readFault(path string) (any, error) {
	read := func() ([]byte, error) { return os.ReadFile(path) }
	if path == "-" {
		read = func() ([]byte, error) { return io.ReadAll(a.stdin) }
	}
	text, err := read()
	if err != nil {
		return nil, err
	}
	rule, err := fault.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rule, nil
}
