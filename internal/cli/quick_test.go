package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/cli/quick"
)

// A command line that is read early is read as the command reads it.
func FuzzEarlyFlags(f *testing.F) {
	for _, line := range []string{
		"exec --vm app -- true", "exec --vm=app -g rg --create --isolated -- true -- x", "exec --vmss web --instance 1 --network own --protocol imds --data /d true --vm x",
		"exec --vm --create -- true", "exec -- --vm app", "exec --vm app -g=rg true", "exec --vm app --network host --isolated true", "exec --vm app - true", "exec --vmss a --instance 01 --resource-group= true",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, " ")
		early, ok := quick.Parse(args)
		if !ok {
			return // the command reads it anyway
		}
		var read execFlags
		flags := pflag.NewFlagSet("exec", pflag.ContinueOnError)
		flags.SetInterspersed(false)
		data := flags.String("data", "", "")
		read.add(flags)
		if err := flags.Parse(args[1:]); err != nil {
			t.Fatalf("the command refuses it: %v", err)
		}
		if err := read.check(); err != nil {
			t.Fatalf("the command refuses it: %v", err)
		}
		is := quick.Command{
			Data: *data, Group: read.machine.Group, VM: read.machine.VM, ScaleSet: read.machine.ScaleSet, Instance: read.machine.Instance,
			Network: read.network, Protocol: read.protocol, Isolated: read.isolated, Create: read.create,
		}
		program := early.Program
		if early.Program = nil; !slices.Equal(program, flags.Args()) || early.Data != is.Data || early.Group != is.Group || early.VM != is.VM ||
			early.ScaleSet != is.ScaleSet || early.Instance != is.Instance || early.Network != is.Network || early.Protocol != is.Protocol ||
			early.Isolated != is.Isolated || early.Create != is.Create {
			t.Errorf("%q is read early as %+v %q, and by the command as %+v %q", args, early, program, is, flags.Args())
		}
	})
}
