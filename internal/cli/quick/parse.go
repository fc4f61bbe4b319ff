package quick

import "github.com/azimuthid/azimuth/internal/cli/guest/lean"

// command is a command line of exec.
type command struct {
	data, group, vm, scaleSet, instance, network, protocol string
	isolated, create                                       bool
	program                                                []string
}

// parse reads a command line as the command does; false where it is not one that is
// meant here, or not one at all.
func parse(args []string) (c command, ok bool) {
	if len(args) == 0 || args[0] != "exec" {
		return c, false
	}
	texts := map[string]*string{
		"--data": &c.data, "--resource-group": &c.group, "-g": &c.group, "--vm": &c.vm, "--vmss": &c.scaleSet, "--instance": &c.instance,
		"--network": &c.network, "--protocol": &c.protocol,
	}
	flags := map[string]*bool{"--isolated": &c.isolated, "--create": &c.create}
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
	c.program = args
	return c, len(args) > 0 && c.sound()
}

// sound reports whether the flags go together, and ask for nothing that takes longer.
func (c command) sound() bool {
	switch c.network {
	case "", networkOwn:
	case networkHost:
		if c.isolated {
			return false
		}
	default:
		return false
	}
	switch c.protocol {
	case "", "imds", "appservice", "cloudshell":
	default:
		return false
	}
	if c.vm != "" {
		return c.scaleSet == "" && c.instance == ""
	}
	_, number := lean.Atoi(c.instance)
	return c.scaleSet != "" && number
}

// What --network may be.
const (
	networkOwn  = "own"
	networkHost = "host"
)

// directory is the data directory of a command, as an absolute path; false where it is
// not known.
func (c command) directory(variable func(string) string, current func() (string, error)) (string, bool) {
	for _, given := range []string{c.data, variable("AZIMUTH_DATA")} {
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
