package directory_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

const (
	first  = "a0000000-0000-0000-0000-000000000001"
	second = "a0000000-0000-0000-0000-000000000002"
)

func TestApplicationsAsAudiences(t *testing.T) {
	t.Parallel()
	store := memory.Open()
	put := func(a directory.Application) error {
		_, err := store.Update(t.Context(), resource.Batch{Puts: []resource.Document{a.Document()}})
		return err
	}
	if err := put(directory.Application{AppID: first, IdentifierURIs: []string{"https://one.example/API/", "https://one.example/api"}}); err != nil {
		t.Fatal(err)
	}
	view, err := directory.OpenApplications(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, want directory.Audience) {
		t.Helper()
		got, ok := view.Audience(name)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want.AppID != "") {
			t.Errorf("%s: %v %s", name, ok, diff)
		}
	}
	for _, name := range []string{first, "api://" + first, "API://A0000000-0000-0000-0000-000000000001/", "https://one.example/api", "HTTPS://ONE.example/api/"} {
		check(name, directory.Audience{AppID: first})
	}
	for _, name := range []string{"", "/", "api://", second, "https://one.example", "https://one.example/api//"} {
		check(name, directory.Audience{})
	}

	if err := put(directory.Application{AppID: second, TokenVersion: 2, IdentifierURIs: []string{"https://ONE.example/api"}}); err == nil {
		t.Error("two applications have one identifier URI")
	} else if _, ok := errors.AsType[*resource.DuplicateError](err); !ok {
		t.Errorf("%v, want a DuplicateError", err)
	}
	if err := put(directory.Application{AppID: second, TokenVersion: 2, IdentifierURIs: []string{"api://two"}}); err != nil {
		t.Fatal(err)
	}
	check("api://two", directory.Audience{AppID: second, V2: true})
	if err := put(directory.Application{AppID: first, TokenVersion: 2}); err != nil {
		t.Fatal(err)
	}
	check("https://one.example/api", directory.Audience{})
	check(first, directory.Audience{AppID: first, V2: true})
	if _, err := store.Update(t.Context(), resource.Batch{Deletes: []string{directory.ApplicationKey(second)}}); err != nil {
		t.Fatal(err)
	}
	check("api://two", directory.Audience{})
	check(second, directory.Audience{})
}
