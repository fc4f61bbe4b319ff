package arm_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

func TestTidy(t *testing.T) {
	t.Parallel()
	const subscription = "11111111-1111-1111-1111-111111111111"
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		name string
		keep arm.Retention
		want int // of 10 events, one a day old each
	}{
		{"nothing is too old or too much", arm.Retention{Events: 30 * 24 * time.Hour, MaxEvents: 100}, 10},
		{"by age", arm.Retention{Events: 4*24*time.Hour + time.Hour, MaxEvents: 100}, 5},
		{"by number", arm.Retention{Events: 30 * 24 * time.Hour, MaxEvents: 3}, 3},
		{"by both", arm.Retention{Events: 24*time.Hour + time.Hour, MaxEvents: 3}, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			store := memory.Open()
			batch := resource.Batch{Puts: []resource.Document{resources.NewSubscription(subscription, "test")}}
			for day := range 10 {
				at := now.Add(-time.Duration(day) * 24 * time.Hour)
				batch.Puts = append(batch.Puts, resource.Document{Key: arm.EventKey(subscription, at, fmt.Sprint(day)), Kind: arm.EventKind, Body: []byte(`{}`)})
			}
			if _, err := store.Update(ctx, batch); err != nil {
				t.Fatal(err)
			}
			sources := resource.System()
			sources.Now = func() time.Time { return now }
			engine := &arm.Engine{Store: store, Sources: sources}
			if err := engine.Tidy(ctx, c.keep); err != nil {
				t.Fatal(err)
			}
			left, _, err := store.List(ctx, resource.Query{Kind: arm.EventKind})
			if err != nil {
				t.Fatal(err)
			}
			if len(left) != c.want {
				t.Fatalf("%d events are left and not %d", len(left), c.want)
			}
			if newest := arm.EventKey(subscription, now, "0"); left[0].Key != newest {
				t.Errorf("the newest event is gone: the first is %s", left[0].Key)
			}
		})
	}
}
