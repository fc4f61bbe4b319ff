// Package insights serves Microsoft.Insights' activity log: the events that the
// engine writes with each change and for each request that it denies.
package insights
