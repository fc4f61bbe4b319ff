package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/compute/armcompute/v8"
)

// service answers requests about the virtual machines of one resource group.
type service struct {
	group    string
	machines *armcompute.VirtualMachinesClient
	timeout  time.Duration // of one request, its retries at Azure among it
	log      *slog.Logger
}

// machine is what the service tells of a virtual machine.
type machine struct {
	Name  string `json:"name"`
	Power string `json:"power,omitempty"` // such as "running"; not in lists
}

// clientOptions bounds what the SDK does about failures: whoever asks the service
// waits for it.
func clientOptions() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: policy.ClientOptions{
		Retry: policy.RetryOptions{MaxRetries: 2, RetryDelay: 200 * time.Millisecond, MaxRetryDelay: 2 * time.Second, TryTimeout: 5 * time.Second},
	}}
}

func newService(subscription, group string, credential azcore.TokenCredential, options *arm.ClientOptions, log *slog.Logger) (*service, error) {
	if subscription == "" || group == "" {
		return nil, errors.New("AZURE_SUBSCRIPTION_ID and RESOURCE_GROUP must be set")
	}
	machines, err := armcompute.NewVirtualMachinesClient(subscription, tokens{credential}, options)
	return &service{group: group, machines: machines, timeout: 15 * time.Second, log: log}, err
}

func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { s.answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /machines", s.asked(s.list))
	mux.HandleFunc("GET /machines/{name}", s.asked(s.get))
	mux.HandleFunc("POST /machines/{name}/start", s.asked(s.start))
	mux.HandleFunc("POST /machines/{name}/stop", s.asked(s.stop))
	return mux
}

// asked answers with what one question to Azure finds, or with what its failure means.
func (s *service) asked(question func(ctx context.Context, name string) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.timeout)
		defer cancel()
		found, err := question(ctx, r.PathValue("name"))
		if err == nil {
			s.answer(w, http.StatusOK, found)
			return
		}
		f := meaning(err)
		s.log.ErrorContext(ctx, "azure failed", "method", r.Method, "path", r.URL.Path, "code", f.Code, "error", err)
		if f.retry > 0 {
			w.Header().Set("Retry-After", seconds(f.retry))
		}
		s.answer(w, f.status, map[string]failure{"error": f})
	}
}

func (s *service) list(ctx context.Context, _ string) (any, error) {
	found := []machine{}
	for pager := s.machines.NewListPager(s.group, nil); pager.More(); {
		page, err := pager.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, vm := range page.Value {
			found = append(found, machine{Name: *vm.Name})
		}
	}
	return found, nil
}

func (s *service) get(ctx context.Context, name string) (any, error) {
	view, err := s.machines.InstanceView(ctx, s.group, name, nil)
	if err != nil {
		return nil, err
	}
	m := machine{Name: name, Power: "unknown"}
	for _, status := range view.Statuses {
		if power, ok := strings.CutPrefix(*status.Code, "PowerState/"); ok {
			m.Power = power
		}
	}
	return m, nil
}

func (s *service) start(ctx context.Context, name string) (any, error) {
	operation, err := s.machines.BeginStart(ctx, s.group, name, nil)
	return after(ctx, s, name, operation, err)
}

// stop also gives the machine's hardware back, so that it costs nothing.
func (s *service) stop(ctx context.Context, name string) (any, error) {
	operation, err := s.machines.BeginDeallocate(ctx, s.group, name, nil)
	return after(ctx, s, name, operation, err)
}

// after is the machine once an operation on it has ended.
func after[T any](ctx context.Context, s *service, name string, operation *runtime.Poller[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	if _, err := operation.PollUntilDone(ctx, &runtime.PollUntilDoneOptions{Frequency: time.Second}); err != nil {
		return nil, err
	}
	return s.get(ctx, name)
}

func (s *service) answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.log.Warn("the answer was not read", "error", err)
	}
}
