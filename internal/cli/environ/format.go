package environ

import (
	"fmt"
	"strings"
)

// Formats are the forms in which variables can be written.
func Formats() []string { return []string{"shell", "powershell", "dotenv", "github"} }

// Write writes variables in a format: for POSIX shells ("shell"), PowerShell
// ("powershell"), files of variables ("dotenv") or the file of GitHub Actions
// ("github"). unset names variables that are to be removed; the forms of files
// have no way to say so and leave them out.
func Write(format string, vars []Var, unset []string) (string, error) {
	var b strings.Builder
	switch format {
	case "shell":
		if len(unset) > 0 {
			fmt.Fprintf(&b, "unset %s\n", strings.Join(unset, " "))
		}
		for _, v := range vars {
			fmt.Fprintf(&b, "export %s=%s\n", v.Name, quoteShell(v.Value))
		}
	case "powershell":
		for _, name := range unset {
			fmt.Fprintf(&b, "Remove-Item -ErrorAction SilentlyContinue Env:%s\n", name)
		}
		for _, v := range vars {
			fmt.Fprintf(&b, "$env:%s = %s\n", v.Name, QuotePowerShell(v.Value))
		}
	case "dotenv":
		for _, v := range vars {
			fmt.Fprintf(&b, "%s=%s\n", v.Name, quoteDotenv(v.Value))
		}
	case "github":
		for _, v := range vars {
			if strings.ContainsAny(v.Value, "\r\n") {
				return "", fmt.Errorf("the variable %s has more than one line", v.Name)
			}
			fmt.Fprintf(&b, "%s=%s\n", v.Name, v.Value)
		}
	default:
		return "", fmt.Errorf("there is no format %q: choose json, %s", format, strings.Join(Formats(), ", "))
	}
	return b.String(), nil
}

// quoteShell quotes for POSIX shells: nothing is special between single quotes
// but the quote itself.
func quoteShell(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Quote is the text as one word of a POSIX shell, in quotes only where it needs them.
func Quote(s string) string {
	if s != "" && strings.IndexFunc(s, notPlain) < 0 {
		return s
	}
	return quoteShell(s)
}

// notPlain reports whether a character may mean something to a shell.
func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_-./:@%+=,", r)
}

// QuotePowerShell is the text as a string of PowerShell, which also takes typographic quotes for quotes.
func QuotePowerShell(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		if strings.ContainsRune("'\u2018\u2019\u201a\u201b", r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	b.WriteByte('\'')
	return b.String()
}

// quoteDotenv leaves plain values as they are, since some readers of such files
// know no quotes.
func quoteDotenv(s string) string {
	switch {
	case strings.IndexFunc(s, notPlain) < 0:
		return s
	case !strings.ContainsAny(s, "'\n"):
		return "'" + s + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`", "\n", `\n`).Replace(s) + `"`
}
