package azimuthtest_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// An example has no *testing.T; a test has one, and needs none of this.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Helper()                  {}
func (e *example) Context() context.Context { return context.Background() }
func (e *example) Cleanup(f func())         { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (e *example) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

func (e *example) end() {
	for _, f := range e.cleanups {
		f()
	}
}

// program is a program under test: it reads what is at an address with a token
// of its machine. It knows Azure's public names and nothing of a test.
func program(client *http.Client, token, address string) int {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		panic(err)
	}
	_ = response.Body.Close() // its status is all that matters
	return response.StatusCode
}

func Example() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)

	token := vm.Token("https://management.azure.com/")
	fmt.Println(program(vm.Client(), token, "https://management.azure.com"+rg.ID+"?api-version=2021-04-01"))

	vm.RequireTokenRequested("https://management.azure.com/")
	s.RequireRequested("GET", rg.ID, 200)
	// Output: 200
}

func ExampleVM_Role() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg, data := s.ResourceGroup("rg"), s.ResourceGroup("data")
	vm := rg.VM("app").
		SystemAssigned().Role("Reader", rg.ID).
		UserAssigned("id1").Role("Contributor", data.ID)

	own, id1 := vm.Token(azimuthtest.ResourceManagerAudience), vm.Token(azimuthtest.ResourceManagerAudience, vm.User("id1"))
	address := "https://management.azure.com" + data.ID + "?api-version=2021-04-01"
	fmt.Println(program(vm.Client(), own, address), program(vm.Client(), id1, address))
	// Output: 403 200
}

func ExampleResourceGroup_ScaleSet() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	workers := rg.ScaleSet("workers", 3).SystemAssigned().Role("Reader", s.Subscription())

	for i := range 3 {
		instance := workers.Instance(i)
		token := instance.Token(azimuthtest.ResourceManagerAudience)
		fmt.Println(instance.Name, program(instance.Client(), token, "https://management.azure.com"+rg.ID+"?api-version=2021-04-01"))
	}
	// Output:
	// workers_0 200
	// workers_1 200
	// workers_2 200
}

func ExampleClock_Advance() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)

	token := vm.Token("https://management.azure.com/")
	s.Clock.Advance(25 * time.Hour)
	fmt.Println(program(vm.Client(), token, "https://management.azure.com"+rg.ID+"?api-version=2021-04-01"))
	// Output: 401
}

func ExampleServer_Group() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	ci := s.Application("ci")
	s.Group("deployers", ci.PrincipalID).Role("Reader", rg.ID)

	fmt.Println(program(s.Client(), ci.Token(azimuthtest.ResourceManagerAudience), "https://management.azure.com"+rg.ID+"?api-version=2021-04-01"))
	ci.RequireTokenRequested(azimuthtest.ResourceManagerAudience)
	// Output: 200
}

func ExampleServer_Fault() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)

	throttled := s.Fault(azimuthtest.Answer(429).RetryAfter(time.Second).At(azimuthtest.ResourceManager).Times(2))

	token := vm.Token("https://management.azure.com/")
	address := "https://management.azure.com" + rg.ID + "?api-version=2021-04-01"
	fmt.Println(program(vm.Client(), token, address), program(vm.Client(), token, address), program(vm.Client(), token, address))
	throttled.RequireHits(2)
	// Output: 429 429 200
}

func ExampleFault_Lag() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	s.Fault(azimuthtest.RoleMissing().Lag(time.Minute))
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)

	token := vm.Token("https://management.azure.com/")
	address := "https://management.azure.com" + rg.ID + "?api-version=2021-04-01"
	before := program(vm.Client(), token, address)
	s.Clock.Advance(time.Minute)
	fmt.Println(before, program(vm.Client(), token, address))
	// Output: 403 200
}

func ExampleScenario() {
	t := new(example)
	defer t.end()

	s := azimuthtest.Start(t)
	vm := s.ResourceGroup("rg").VM("app").SystemAssigned()
	s.Fault(azimuthtest.Scenario("imds-updating").Machine(vm.ID))

	for range 3 {
		_, err := vm.TryToken("https://management.azure.com/")
		fmt.Println(err == nil)
	}
	// Output:
	// false
	// false
	// true
}
