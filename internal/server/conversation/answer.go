package conversation

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// answer is what came back, as checks see it.
type answer struct {
	servertest.Reply

	tree  any // the body; nil for none
	pages int
}

func answerOf(reply servertest.Reply) answer {
	a := answer{Reply: reply, pages: 1}
	if json.Unmarshal([]byte(reply.Body), &a.tree) != nil {
		a.tree = nil
	}
	return a
}

// enter has the shell run a line.
func (r *run) enter(line string, stdin any) ([]answer, error) {
	if r.shell == nil {
		return nil, errors.New("the conversation is held without a shell")
	}
	text, _ := stdin.(string)
	status, stdout, stderr := r.shell(line, text)
	reply := servertest.Reply{Status: status, Body: stdout, Header: http.Header{"Stderr": {stderr}}}
	return []answer{answerOf(reply)}, nil
}

// askTokens asks the metadata service as a machine, or as all instances of a
// scale set.
func (r *run) askTokens(rest string) ([]answer, error) {
	machine, query, _ := strings.Cut(rest, " ")
	if query != "" {
		query = "&" + query
	}
	handles, err := r.handlesOf(machine)
	if err != nil {
		return nil, err
	}
	var answers []answer
	for _, handle := range handles {
		a := answerOf(r.world.MachineToken(handle, query))
		if object, ok := a.tree.(map[string]any); ok {
			token, _ := object["access_token"].(string)
			object["claims"], object["handle"] = claims(token), handle
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// askMetadata asks the metadata service for a path, likewise.
func (r *run) askMetadata(rest string, headers []string, body any) ([]answer, error) {
	machine, path, _ := strings.Cut(rest, " ")
	handles, err := r.handlesOf(machine)
	if err != nil {
		return nil, err
	}
	method := http.MethodGet
	if body != nil {
		method = http.MethodPost
	}
	answers := make([]answer, len(handles))
	for i, handle := range handles {
		answers[i] = answerOf(r.world.As("", method, r.world.Metadata+"/vm/"+handle+address(path), body, append([]string{"Metadata", "true"}, headers...)...))
	}
	return answers, nil
}

// handlesOf are the handles that a step names: one by itself, or those of a machine.
func (r *run) handlesOf(machine string) ([]string, error) {
	if handle, ok := strings.CutPrefix(machine, "@"); ok {
		return []string{handle}, nil
	}
	return r.handles(machine)
}

// handles are those of a virtual machine or of a scale set's instances.
func (r *run) handles(machine string) ([]string, error) {
	const version = "?api-version=2024-07-01"
	machines := []string{machine}
	if strings.Contains(strings.ToLower(machine), "/virtualmachinescalesets/") && !strings.Contains(strings.ToLower(machine), "/virtualmachines/") {
		instances := answerOf(r.world.As(r.tokens["admin"], http.MethodGet, machine+"/virtualMachines"+version, nil))
		list, _, _ := at(instances.tree, "value")
		elements, _ := list.([]any)
		machines = nil
		for _, element := range elements {
			id, _, _ := at(element, "id")
			machines = append(machines, fmt.Sprint(id))
		}
	}
	var handles []string
	for _, m := range machines {
		reply := r.world.As(r.tokens["admin"], http.MethodPost, m+"/connect"+version, nil)
		if reply.Text("handle") == "" {
			return nil, fmt.Errorf("no handle for %s: %d %s", m, reply.Status, reply.Body)
		}
		handles = append(handles, reply.Text("handle"))
	}
	if len(handles) == 0 {
		return nil, fmt.Errorf("%s has no instances to ask as", machine)
	}
	return handles, nil
}

// claims is the payload of a token, without judging it; nil for what is none.
func claims(token string) any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	var value any
	if err = errors.Join(err, json.Unmarshal(payload, &value)); err != nil {
		return nil
	}
	return value
}

// list follows a list to its end and shows it as one. An element that comes
// twice is an error.
func (r *run) list(url string, headers []string) (answer, error) {
	const most = 100 // pages, lest a wrong link lead round in circles
	var whole answer
	elements := []any{}
	seen := make(map[any]bool)
	for pages := 1; pages <= most; pages++ {
		page := answerOf(r.world.As(r.token, http.MethodGet, url, nil, headers...))
		value, _, _ := at(page.tree, "value")
		part, isList := value.([]any)
		if page.Status != http.StatusOK || !isList {
			return page, nil
		}
		for _, element := range part {
			id, _, _ := at(element, "id")
			if seen[id] {
				return page, fmt.Errorf("the list shows %v twice", id)
			}
			seen[id] = true
		}
		elements = append(elements, part...)
		next, _, _ := at(page.tree, "nextLink")
		link, more := next.(string)
		if !more {
			whole = page
			whole.pages = pages
			whole.tree = map[string]any{"value": elements}
			return whole, nil
		}
		url = link
	}
	return whole, fmt.Errorf("the list has no end")
}
