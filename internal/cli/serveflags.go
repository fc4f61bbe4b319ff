package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/cli/settings"
)

// serveFlags are what serve is told: the settings, and where else to look for them.
type serveFlags struct {
	values settings.Values
	file   string
	print  bool
}

func (f *serveFlags) add(flags *pflag.FlagSet) {
	settings.AddFlags(flags, &f.values)
	flags.StringVar(&f.file, "config", "", "`file` of settings (default $AZIMUTH_CONFIG, else "+settings.FileName+" in the data directory)")
	flags.BoolVar(&f.print, "print-config", false, "print the settings and where each came from, and start nothing")
}

// resolve completes the settings. A file that was named must be there.
func (f *serveFlags) resolve(flags *pflag.FlagSet, data string) ([]settings.Origin, error) {
	path, optional := f.file, false
	if path == "" {
		path = os.Getenv("AZIMUTH_CONFIG")
	}
	if path == "" {
		path, optional = filepath.Join(data, settings.FileName), true
	}
	file, err := settings.ReadFile(path, optional)
	if err != nil {
		return nil, err
	}
	return settings.Resolve(&f.values, flags, os.Getenv, file)
}

// printConfig shows the settings in columns: name, value, and where it came from.
func (a *app) printConfig(data string, origins []settings.Origin) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, o := range append([]settings.Origin{{Name: "data", Value: data, From: a.dataOrigin()}}, origins...) {
		value := o.Value
		if value == "" {
			value = "none"
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\n", o.Name, value, o.From); err != nil {
			return err
		}
	}
	return w.Flush()
}
