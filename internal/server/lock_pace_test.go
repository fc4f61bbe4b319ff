package server_test

import (
	"net/http"
	"testing"
	"time"
)

// TestLockDuringDeletion locks a subscription while a deletion in it takes its
// time: the operation fails, and the resource stays and goes on.
func TestLockDuringDeletion(t *testing.T) {
	t.Parallel()
	w, group := slow(t)
	lock := w.Subscription() + "/providers/Microsoft.Authorization/locks/all?api-version=2016-09-01"
	groupURL := group + "?api-version=2022-09-01"
	begun := w.Do(http.MethodDelete, groupURL, nil)
	if begun.Status != http.StatusAccepted {
		t.Fatalf("the deletion: %d %s", begun.Status, begun.Body)
	}
	w.Must(http.MethodPut, lock, `{"properties":{"level":"CanNotDelete"}}`)
	w.Clock.Advance(time.Minute)
	if result := w.Do(http.MethodGet, begun.Header.Get("Location"), nil); result.Text("error.code") != "ScopeLocked" {
		t.Errorf("the result: %d %s", result.Status, result.Body)
	}
	if refused := w.Do(http.MethodDelete, groupURL, nil); refused.Text("error.code") != "ScopeLocked" {
		t.Errorf("a deletion under the lock: %d %s", refused.Status, refused.Body)
	}
	w.Must(http.MethodPatch, groupURL, `{"tags":{"a":"b"}}`)
	w.Must(http.MethodDelete, lock, nil)
	if again := w.Do(http.MethodDelete, groupURL, nil); again.Status != http.StatusAccepted {
		t.Errorf("a deletion after it: %d %s", again.Status, again.Body)
	}
}
