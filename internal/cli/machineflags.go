package cli

import (
	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/cli/machine"
)

// machineFlags name a machine.
type machineFlags struct {
	machine.Ref
	flags *pflag.FlagSet
}

func (f *machineFlags) add(flags *pflag.FlagSet) {
	f.flags = flags
	flags.StringVarP(&f.Group, "resource-group", "g", "", "the machine's resource `group`; may be left out where its name is the only one")
	flags.StringVar(&f.VM, "vm", "", "`name` of a virtual machine")
	flags.StringVar(&f.ScaleSet, "vmss", "", "`name` of a scale set")
	flags.StringVar(&f.Instance, "instance", "", "`number` of the instance of the scale set; in a Flexible one the name of the virtual machine")
}

// given reports whether any of them is.
func (f *machineFlags) given() bool {
	for _, name := range []string{"resource-group", "vm", "vmss", "instance"} {
		if f.flags.Changed(name) {
			return true
		}
	}
	return false
}

func (f *machineFlags) check() error { return f.Check() }
