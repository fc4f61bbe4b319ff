package directory_test

import (
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	sources := resource.System()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	sources.Now = func() time.Time { return start }
	secret, credential := directory.NewPassword(sources, "x", time.Hour)
	application := directory.Application{Passwords: []directory.PasswordCredential{credential}}
	for name, c := range map[string]struct {
		secret string
		after  time.Duration
		want   directory.PasswordState
	}{
		"at its start":      {secret, 0, directory.PasswordValid},
		"by a clock behind": {secret, -4 * time.Minute, directory.PasswordValid},
		"before its start":  {secret, -6 * time.Minute, directory.PasswordWrong},
		"before its end":    {secret, time.Hour - time.Second, directory.PasswordValid},
		"at its end":        {secret, time.Hour, directory.PasswordExpired},
		"another":           {secret + "x", 0, directory.PasswordWrong},
		"none":              {"", 0, directory.PasswordWrong},
	} {
		if got := application.CheckPassword(c.secret, start.Add(c.after)); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
