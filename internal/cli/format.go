package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// addFormat adds the flag for the form of a command's output.
func addFormat(c *cobra.Command, format *string) {
	c.Flags().StringVar(format, "format", "text", "form of the output: text or json")
}

func noFormat(format string) error {
	return fmt.Errorf("there is no format %q: choose text or json", format)
}
