package guides_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/azimuthid/azimuth/test/apart"
)

// readYAML reads a file of examples; members that are not in into are not looked at.
func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "examples", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// install is what a pipeline installs from a network, which there is not here.
const install = "go install "

// The steps of the workflow, as GitHub's runner runs them: each a shell of its
// own, with what the steps before have added to the files for it. What uses an
// action is the runner's, and what installs Azimuth needs a network.
func TestGitHubActions(t *testing.T) { //nolint:paralleltest // as the guides
	apart.Needs(t, "bash", "curl", "sed")
	var workflow struct {
		Jobs map[string]struct {
			Env   map[string]string
			Steps []struct{ Name, Uses, Run, If string }
		}
	}
	readYAML(t, "github-actions/azimuth.yml", &workflow)
	job, ok := workflow.Jobs["test"]
	if !ok {
		t.Fatal("there is no job test")
	}
	s := newScratch(t)
	temp := filepath.Join(s.dir, "runner")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "RUNNER_TEMP="+temp, "GITHUB_ENV="+filepath.Join(temp, "env"), "GITHUB_PATH="+filepath.Join(temp, "path"))
	for name, value := range job.Env {
		s.env = append(s.env, name+"="+strings.ReplaceAll(value, "${{ runner.temp }}", temp))
	}
	var script strings.Builder
	script.WriteString("export GITHUB_ENV; touch \"$GITHUB_ENV\"\n")
	ran := 0
	for i, step := range job.Steps {
		if step.Uses != "" || step.If != "" || strings.HasPrefix(step.Run, install) {
			continue
		}
		ran++
		file := filepath.Join(temp, fmt.Sprint(i))
		if err := os.WriteFile(file, []byte(step.Run), 0o600); err != nil {
			t.Fatal(err)
		}
		// The runner's own: each line of the file is NAME=value, the value as it is.
		fmt.Fprintf(&script, "while IFS='=' read -r name value; do export \"$name=$value\"; done <\"$GITHUB_ENV\"\n")
		fmt.Fprintf(&script, "echo '%s:'\nbash --noprofile --norc -e -o pipefail '%s'\n", step.Name, file)
	}
	if ran < 5 {
		t.Fatalf("only %d steps were run", ran)
	}
	if err := s.run(t, script.String()); err != nil {
		t.Error(err)
	}
}

// The lines of GitLab's job, as its runner runs them: in one shell.
func TestGitLab(t *testing.T) { //nolint:paralleltest // as the guides
	apart.Needs(t, "bash", "curl", "sed")
	var file map[string]struct {
		Variables    map[string]string
		BeforeScript []string `yaml:"before_script"`
		Script       []string
	}
	readYAML(t, "gitlab/.gitlab-ci.yml", &file)
	job, ok := file["test"]
	if !ok {
		t.Fatal("there is no job test")
	}
	s := newScratch(t)
	for name, value := range job.Variables {
		s.env = append(s.env, name+"="+strings.ReplaceAll(value, "$CI_PROJECT_DIR", s.dir))
	}
	var lines []string
	for _, line := range append(job.BeforeScript, job.Script...) {
		if !strings.HasPrefix(line, install) {
			lines = append(lines, line)
		}
	}
	if len(job.Script) == 0 {
		t.Fatal("the job has no script")
	}
	if err := s.run(t, strings.Join(lines, "\n")+"\n"); err != nil {
		t.Error(err)
	}
}
