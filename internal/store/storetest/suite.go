package storetest

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Run holds the store that open makes to the contract of resource.Store. Each
// case opens an empty store of its own and closes it; cases run in parallel.
func Run(t *testing.T, open func(t *testing.T) resource.Store) {
	areas := []struct {
		name string
		run  func(t *testing.T, open opener)
	}{
		{"Documents", testDocuments},
		{"Revisions", testRevisions},
		{"Checks", testChecks},
		{"NothingUnder", testNothingUnder},
		{"Unheld", testUnheld},
		{"Unique", testUnique},
		{"List", testList},
		{"Paging", testPaging},
		{"Find", testFind},
		{"Watch", testWatch},
		{"Atomicity", testAtomicity},
		{"Batches", testBatches},
		{"Concurrency", testConcurrency},
		{"Contexts", testContexts},
		{"Closing", testClosing},
		{"Model", testModel},
	}
	for _, area := range areas {
		t.Run(area.name, func(t *testing.T) {
			t.Parallel()
			area.run(t, open)
		})
	}
}

type opener = func(t *testing.T) resource.Store

// testCase is a named case on a store of its own.
type testCase struct {
	name string
	run  func(f *fixture)
}

func runCases(t *testing.T, open opener, cases []testCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(newFixture(t, open(t)))
		})
	}
}
