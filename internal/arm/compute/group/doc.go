// Package group declares what machines are put together in: availability sets and
// proximity placement groups.
package group
