// Package chaos kills a server under load, again and again, and looks at what
// is left. Nothing that was acknowledged may be lost, and nothing may be there by
// half: an identity without its principal, a principal without its owner, a
// resource in a group that is gone, a scale set with other instances than its
// capacity says.
//
// Two rounds are part of every test run. More are run with
//
//	AZIMUTH_CHAOS_ROUNDS=50 go test ./test/chaos -run Chaos -v    (make chaos)
//
// Every second round runs operations as Azure does, under a clock that is faster
// than the real one, so that the server also dies between the beginning and
// the end of an operation.
package chaos
