package cli

import (
	"io"
	"log/slog"
)

// newLog makes a server's log in one of the forms text and json.
func newLog(w io.Writer, format, least string) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(least)); err != nil {
		return nil, err
	}
	options := slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, &options)), nil
	}
	return slog.New(slog.NewTextHandler(w, &options)), nil
}
