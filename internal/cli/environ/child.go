package environ

import (
	"runtime"
	"slices"
	"strings"
)

// Child is the environment of a program that runs in a machine: what it inherits,
// without what is Foreign, and with vars. Where the inherited environment sends
// requests to a proxy, the hosts that are nearby are excepted.
func Child(inherited []string, vars []Var, nearby string) []string {
	dropped := Foreign()
	for _, v := range vars {
		dropped = append(dropped, v.Name)
	}
	var env []string
	proxied := false
	for _, entry := range inherited {
		name, value, _ := strings.Cut(entry, "=")
		if isProxy(name) {
			proxied = proxied || value != ""
		}
		if !slices.ContainsFunc(dropped, func(d string) bool { return sameName(d, name) }) {
			env = append(env, entry)
		}
	}
	if proxied {
		env = except(env, nearby)
	}
	for _, v := range vars {
		env = append(env, v.Name+"="+v.Value)
	}
	return env
}

// sameName compares the names of variables as the operating system does.
func sameName(a, b string) bool {
	if runtime.GOOS == "windows" {
		return strings.EqualFold(a, b)
	}
	return a == b
}

func isProxy(name string) bool {
	return slices.Contains([]string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}, strings.ToUpper(name))
}

func except(env []string, nearby string) []string {
	kept := slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.EqualFold(name, "NO_PROXY")
	})
	hosts := nearby
	for _, entry := range env {
		if name, value, _ := strings.Cut(entry, "="); strings.EqualFold(name, "NO_PROXY") && value != "" {
			hosts = value + "," + nearby
		}
	}
	return append(kept, "NO_PROXY="+hosts, "no_proxy="+hosts)
}
