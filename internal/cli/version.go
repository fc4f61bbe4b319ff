package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is where the program comes from, as its builder recorded it.
type build struct {
	Version   string `json:"version"`
	Revision  string `json:"revision,omitempty"` // of the source
	Modified  bool   `json:"modified,omitempty"` // the source had changes beside the revision
	GoVersion string `json:"goVersion"`
	Platform  string `json:"platform"`
}

func readBuild() build {
	b := build{Version: "(devel)", GoVersion: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Revision = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		}
	}
	return b
}

func (a *app) version() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print which build this is",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return readBuild().print(a.stdout, format) },
	}
	c.Flags().StringVar(&format, "format", "text", "form of the output: text or json")
	return c
}

func (b build) print(w io.Writer, format string) error {
	switch format {
	case "json":
		return writeJSON(w, b)
	case "text":
	default:
		return noFormat(format)
	}
	revision := b.Revision
	if revision == "" {
		revision = "unknown revision"
	}
	if b.Modified {
		revision += ", modified"
	}
	_, err := fmt.Fprintf(w, "azimuth %s (%s) %s %s\n", b.Version, revision, b.GoVersion, b.Platform)
	return err
}

func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
