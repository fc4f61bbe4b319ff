package template_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// section is one part of a case in testdata; README.md there says which there are.
type section struct {
	name, text string
	line       int
}

type testCase struct {
	file, name string
	sections   []section
}

func readCases(t *testing.T, path string) []testCase {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parseCases(filepath.Base(path), string(text))
}

func parseCases(file, text string) []testCase {
	var cases []testCase
	for i, line := range strings.SplitAfter(text, "\n") {
		trimmed := strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(trimmed, "=== "); ok {
			cases = append(cases, testCase{file: file, name: name})
			continue
		}
		if len(cases) == 0 {
			continue
		}
		c := &cases[len(cases)-1]
		if strings.HasPrefix(trimmed, "-- ") && strings.HasSuffix(trimmed, " --") {
			c.sections = append(c.sections, section{name: trimmed[3 : len(trimmed)-3], line: i + 1})
		} else if len(c.sections) > 0 {
			c.sections[len(c.sections)-1].text += line
		}
	}
	return cases
}

func (c testCase) section(name string) (string, bool) {
	for _, s := range c.sections {
		if s.name == name {
			return s.text, true
		}
	}
	return "", false
}

// template is the case's template: written out, or put together of its members.
func (c testCase) template() []byte {
	if whole, ok := c.section("template"); ok {
		return []byte(whole)
	}
	schema := "2019-04-01/deploymentTemplate.json"
	if scope, ok := c.section("scope"); ok && !strings.Contains(strings.ToLower(scope), "resourcegroups") {
		schema = "2018-05-01/subscriptionDeploymentTemplate.json"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "{\"$schema\": \"https://schema.management.azure.com/schemas/%s#\", \"contentVersion\": \"1.0.0.0\",\n", schema)
	for _, member := range []string{"languageVersion", "definitions", "parameters", "functions", "variables", "outputs", "resources"} {
		text, ok := c.section(member)
		if !ok && member == "resources" {
			text = "[]"
		} else if !ok {
			continue
		}
		fmt.Fprintf(&b, "%q: %s,\n", member, strings.TrimSpace(text))
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

const (
	subscription = "/subscriptions/11111111-1111-1111-1111-111111111111"
	tenantID     = "22222222-2222-2222-2222-222222222222"
)

func (c testCase) deployment(t *testing.T) (template.Deployment, error) {
	t.Helper()
	scope := subscription + "/resourceGroups/rg"
	if s, ok := c.section("scope"); ok {
		scope = strings.TrimSpace(s)
	}
	d := templatetest.Deployment(resource.MustParseID(scope))
	d.Now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	var err error
	if d.Template, err = template.Parse(c.template()); err != nil {
		return d, err
	}
	if given, ok := c.section("given"); ok {
		d.Parameters, err = template.ParseParameters([]byte(given))
	}
	return d, err
}

// TestCases holds the package to every case in testdata.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		for _, c := range readCases(t, file) {
			t.Run(c.file+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t)
			})
		}
	}
}

func (c testCase) run(t *testing.T) {
	d, err := c.deployment(t)
	var plan *template.Plan
	if err == nil {
		plan, err = template.Expand(d)
	}
	checked := 0
	for _, s := range c.sections {
		got, isCheck := c.outcome(t, s.name, plan, err)
		if !isCheck {
			continue
		}
		checked++
		if want := strings.TrimSpace(s.text); strings.TrimSpace(got) != want {
			t.Errorf("%s:%d: %s is\n%s\nwant\n%s", c.file, s.line, s.name, strings.TrimSpace(got), want)
		}
	}
	if checked == 0 {
		t.Errorf("the case expects nothing")
	}
	if _, wantsError := c.section("error"); err != nil && !wantsError {
		t.Errorf("error: %s", describe(err))
	}
}

// outcome is what came of one section; ok is false for sections that are input.
func (c testCase) outcome(t *testing.T, name string, plan *template.Plan, err error) (got string, ok bool) {
	kind, of, _ := strings.Cut(name, " ")
	switch kind {
	case "error":
		return c.failure(t, plan, err), true
	case "plan", "body", "planned", "ids", "nested", "shown", "result", "providers", "dependencies":
	default:
		return "", false
	}
	if plan == nil {
		return "no plan", true
	}
	switch kind {
	case "plan":
		return describePlan(plan), true
	case "ids":
		var ids []string
		for _, r := range plan.Resources {
			ids = append(ids, r.ID.String())
		}
		return strings.Join(ids, "\n"), true
	case "shown":
		return indent(plan.Parameters), true
	case "providers":
		return indent(plan.Providers), true
	case "dependencies":
		return describeDependencies(plan), true
	case "result":
		out, err := plan.Outputs(c.live(t))
		if err != nil {
			return describe(err), true
		}
		return describeOutputs(out), true
	}
	for _, r := range plan.Resources {
		if r.Name == of || r.Symbol == of {
			return c.ofResource(t, kind, r), true
		}
	}
	return "no resource " + of, true
}

func (c testCase) ofResource(t *testing.T, kind string, r *template.Resource) string {
	t.Helper()
	var rt template.Runtime
	if kind != "planned" {
		rt = c.live(t)
	}
	if kind == "nested" {
		d, err := r.Nested(rt)
		if err != nil {
			return describe(err)
		}
		d = templatetest.Rescope(d)
		plan, err := template.Expand(d)
		if err != nil {
			return describe(err)
		}
		got := d.Scope.String() + "\n" + describePlan(plan)
		for _, r := range plan.Resources {
			body, err := r.Body(rt)
			if err != nil {
				return describe(err)
			}
			got += r.Name + " " + string(document.Write(body)) + "\n"
		}
		return got
	}
	body, err := r.Body(rt)
	if err != nil {
		return describe(err)
	}
	return indent(body)
}

// failure is the error that the case ends with, of the plan, a body or the outputs.
func (c testCase) failure(t *testing.T, plan *template.Plan, err error) string {
	if err != nil {
		return describe(err)
	}
	for _, r := range plan.Resources {
		if _, err := r.Body(c.live(t)); err != nil {
			return describe(err)
		}
		if r.IsDeployment && !r.Existing {
			if _, err := r.Nested(c.live(t)); err != nil {
				return describe(err)
			}
		}
	}
	if _, err := plan.Outputs(c.live(t)); err != nil {
		return describe(err)
	}
	return "no error"
}

func describe(err error) string {
	e, ok := errors.AsType[*template.Error](err)
	if !ok {
		return err.Error()
	}
	s := fmt.Sprintf("%s %d:%d %s\n%s\n", e.Code, e.Line, e.Column, e.Path, e.Message)
	for _, detail := range e.Details {
		s += detail.Target + " " + describe(detail)
	}
	return s
}

func describePlan(plan *template.Plan) string {
	var b strings.Builder
	for _, r := range plan.Resources {
		b.WriteString(r.Type + " " + r.Name + " " + r.APIVersion)
		if r.Existing {
			b.WriteString(" existing")
		}
		if r.Waits {
			b.WriteString(" *")
		}
		for i, other := range r.DependsOn {
			b.WriteString([]string{" < ", ", "}[min(i, 1)] + other.Name)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func describeOutputs(outputs []template.Output) string {
	var b strings.Builder
	for _, o := range outputs {
		fmt.Fprintf(&b, "%s %s %s\n", o.Name, o.Type, document.Write(o.Value))
	}
	return b.String()
}

func describeDependencies(plan *template.Plan) string {
	var b strings.Builder
	for _, d := range plan.Dependencies {
		fmt.Fprintf(&b, "%s %s\n", d.ResourceType, d.ResourceName)
		for _, on := range d.DependsOn {
			fmt.Fprintf(&b, "  %s %s %s %s\n", on.ID, on.ResourceType, on.ResourceName, on.APIVersion)
		}
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

func indent(v any) string {
	var b bytes.Buffer
	if err := json.Indent(&b, document.Write(v), "", "  "); err != nil {
		return err.Error()
	}
	return b.String()
}

func (c testCase) live(t *testing.T) template.Runtime {
	t.Helper()
	text, ok := c.section("live")
	if !ok {
		return templatetest.Live(nil)
	}
	tree, err := document.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	members, _ := tree.(map[string]any)
	return templatetest.Live(members)
}
