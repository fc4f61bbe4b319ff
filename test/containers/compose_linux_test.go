package containers_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// example is the folder that is tested.
const example = "../../examples/compose"

// compose is what a compose file says, as far as the example uses it.
type compose struct {
	Services map[string]service
	Networks map[string]struct {
		Internal bool
		Options  map[string]string `yaml:"driver_opts"`
		IPAM     struct {
			Config []struct{ Subnet netip.Prefix }
		}
	}
	Volumes map[string]struct{}
}

type service struct {
	Entrypoint, Command []string
	NetworkMode         string `yaml:"network_mode"`
	Networks            map[string]struct {
		Address netip.Addr `yaml:"ipv4_address"`
	}
	Environment map[string]string
	Volumes     []string
	Ports       []string
	DropsCaps   []string                              `yaml:"cap_drop"`
	DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	Healthcheck struct{ Test []string }
}

// machines is the network of the example in which machines are told apart.
const machines = "metadata"

func read(t *testing.T) (c compose) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(example, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// address is that of a service in the network of the machines.
func (s service) address() netip.Addr { return s.Networks[machines].Address }

// mounts are the places in the service's file system and what is there: a
// volume's name, or a path of the host's.
func (s service) mounts() map[string]string {
	all := map[string]string{}
	for _, volume := range s.Volumes {
		parts := strings.Split(volume, ":")
		all[parts[1]] = parts[0]
	}
	return all
}

// mapped are the arguments after --metadata-map, as CIDR and machine.
func mapped(args []string) map[string]string {
	all := map[string]string{}
	for _, arg := range args {
		if entry, ok := strings.CutPrefix(arg, "--metadata-map="); ok {
			cidr, machine, _ := strings.Cut(entry, "=")
			all[cidr] = machine
		}
	}
	return all
}

// What the example's safety rests on, beside what the other tests show.
func TestExampleIsSafe(t *testing.T) {
	c := read(t)
	network := c.Networks[machines]
	if !network.Internal || network.Options["com.docker.network.bridge.inhibit_ipv4"] != "true" {
		t.Error("the host has an address in the machines' network, so that its own metadata service is out of its reach")
	}
	server := c.Services["azimuth"]
	if server.address().String() != "169.254.169.254" || !slices.Contains(server.Command, "--metadata=169.254.169.254:80") {
		t.Errorf("the server has the address %s and the command %q", server.address(), server.Command)
	}
	for _, port := range server.Ports {
		if !strings.HasPrefix(port, "127.0.0.1:") || !strings.HasSuffix(port, ":8443") {
			t.Errorf("the port %s is published", port)
		}
	}
	inMap := mapped(server.Command)
	for name, s := range c.Services {
		if !s.address().IsValid() {
			continue
		}
		if len(network.IPAM.Config) != 1 || !network.IPAM.Config[0].Subnet.Contains(s.address()) {
			t.Errorf("%s is not in the network", name)
		}
		if name == "azimuth" {
			continue
		}
		if inMap[s.address().String()] == "" {
			t.Errorf("%s has the address %s, which is in no entry of the map", name, s.address())
		}
		delete(inMap, s.address().String())
		if len(s.Networks) != 1 || !slices.Equal(s.DropsCaps, []string{"ALL"}) {
			t.Errorf("%s may do more than a program needs", name)
		}
		for at, what := range s.mounts() {
			if what == server.mounts()["/data"] {
				t.Errorf("%s has the server's keys at %s", name, at)
			}
		}
	}
	if len(inMap) != 0 {
		t.Errorf("nobody has the addresses %v", inMap)
	}
}

// onHost is the text of a service with the places of its file system as they are
// on the host. volumes is the folder of all volumes.
func (s service) onHost(t *testing.T, volumes, text string) string {
	t.Helper()
	for at, what := range s.mounts() {
		if strings.HasPrefix(what, ".") {
			path, err := filepath.Abs(filepath.Join(example, what))
			if err != nil {
				t.Fatal(err)
			}
			text = strings.ReplaceAll(text, at, path)
			continue
		}
		text = strings.ReplaceAll(text, at, filepath.Join(volumes, what))
	}
	return text
}

// process is the service's program and its environment, on the host.
func (s service) process(t *testing.T, volumes string) (args, env []string) {
	t.Helper()
	for _, arg := range slices.Concat(s.Entrypoint, s.Command) {
		args = append(args, s.onHost(t, volumes, arg))
	}
	for name, value := range s.Environment {
		env = append(env, fmt.Sprintf("%s=%s", name, s.onHost(t, volumes, value)))
	}
	return args, env
}
