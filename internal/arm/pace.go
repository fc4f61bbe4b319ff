package arm

import (
	"time"
)

// Pace is how long operations take.
type Pace int

// The paces.
const (
	// AtOnce does everything within the request; the answer is already the final one.
	AtOnce Pace = iota
	// AsAzure answers as Azure does, with an operation to poll, and takes its time.
	AsAzure
)

// OperationStyle is how a provider runs operations: what its answers look like,
// where they are polled, and how long they take.
type OperationStyle struct {
	// Path is where operations are polled: of a location of the provider, or ""
	// for Resource Manager's own, which know only "Location".
	Path string
	// Results is the path of an operation's result, beside Path; "" where it is
	// Path with monitor=true.
	Results string
	// Creating and Updating are the provisioning states meanwhile.
	Creating, Updating string
	// RetryAfter is what answers to writes and to deletions ask for, in seconds.
	RetryWrite, RetryDelete int
	// Create, Update, Delete and Act are how long it takes.
	Create, Update, Delete, Act time.Duration
	// Times shows when an operation began and ended, and its name.
	Times bool
}

// ComputeOperations are Microsoft.Compute's.
func ComputeOperations() *OperationStyle {
	return &OperationStyle{
		Path: "operations", Creating: "Creating", Updating: "Updating", RetryWrite: 10, RetryDelete: 10, Times: true,
		Create: 30 * time.Second, Update: 15 * time.Second, Delete: 20 * time.Second, Act: 10 * time.Second,
	}
}

// NetworkOperations are Microsoft.Network's.
func NetworkOperations() *OperationStyle {
	return &OperationStyle{
		Path: "operations", Results: "operationResults", Creating: "Updating", Updating: "Updating", RetryWrite: 3, RetryDelete: 10,
		Create: 5 * time.Second, Update: 5 * time.Second, Delete: 10 * time.Second, Act: 5 * time.Second,
	}
}

// BalancerOperations are Microsoft.Network's for what is there as soon as it was
// written, though an operation says so.
func BalancerOperations() *OperationStyle {
	style := NetworkOperations()
	style.Creating, style.Updating, style.RetryWrite = settled, settled, 0
	return style
}

// GroupOperations are those of resource groups, of which only the deletion takes time.
func GroupOperations() *OperationStyle {
	return &OperationStyle{Results: "operationresults", RetryDelete: 15, Delete: 30 * time.Second}
}
