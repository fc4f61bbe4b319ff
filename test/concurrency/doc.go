// Package concurrency judges histories: many clients read and change one scale
// set at once, each request is recorded with the order in which it began and
// was answered, and the whole must be explicable as if the requests had come
// one by one (it must be linearizable).
//
// It owns the register that a resource is to its clients, and the proof that
// the judgement can fail: a store that skips the checks of revisions loses an
// update. It knows no rule of any resource type.
package concurrency
