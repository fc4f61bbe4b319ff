package quick

import "github.com/azimuthid/azimuth/internal/cli/guest/lean"

// Command is a command line of exec.
type Command struct {
	Data, Group, VM, ScaleSet, Instance, Network, Protocol string
	Isolated, Create                                       bool
	Program                                                []string
}

// Parse reads a command line as the command does; false where it is not one that is
// meant here, or not one at all.
func Parse(args []string) (c Command, ok bool) {
	if len(args) == 0 || args[0] != "exec" {
		return c, false
	}
	texts := map[string]*string{
		"--data": &c.Data, "--resource-group": &c.Group, "-g": &c.Group, "--vm": &c.VM, "--vmss": &c.ScaleSet, "--instance": &c.Instance,
		"--network": &c.Network, "--protocol": &c.Protocol,
	}
	flags := map[string]*bool{"--isolated": &c.Isolated, "--create": &c.Create}
	for args = args[1:]; len(args) > 0; {
		argument := args[0]
		if argument == "--" || argument == "" || argument[0] != '-' {
			break
		}
		args = args[1:]
		if flag := flags[argument]; flag != nil {
			*flag = true
			continue
		}
		name, value, given := lean.Cut(argument, '=')
		text := texts[name]
		if text == nil || name == "-g" && given {
			return c, false
		}
		if !given {
			if len(args) == 0 {
				return c, false
			}
			value, args = args[0], args[1:]
		}
		*text = value
	}
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	c.Program = args
	return c, len(args) > 0 && c.sound()
}

// sound reports whether the flags go together, and ask for nothing that takes longer.
func (c Command) sound() bool {
	switch c.Network {
	case "", networkOwn:
	case networkHost:
		if c.Isolated {
			return false
		}
	default:
		return false
	}
	switch c.Protocol {
	case "", "imds", "appservice", "cloudshell":
	default:
		return false
	}
	if c.VM != "" {
		return c.ScaleSet == "" && c.Instance == ""
	}
	_, number := lean.Atoi(c.Instance)
	return c.ScaleSet != "" && number
}

// What --network may be.
const (
	networkOwn  = "own"
	networkHost = "host"
)

// directory is the data directory of a command, as an absolute path; false where it is
// not known.
func (c Command) directory(variable func(string) string, current func() (string, error)) (string, bool) {
	for _, given := range []string{c.Data, variable("AZIMUTH_DATA")} {
		if given == "" {
			continue
		}
		if given[0] == '/' {
			return given, true
		}
		here, err := current()
		return here + "/" + given, err == nil
	}
	if home := variable("XDG_DATA_HOME"); home != "" && home[0] == '/' {
		return home + "/azimuth", true
	}
	home := variable("HOME")
	return home + "/.local/share/azimuth", home != ""
}
