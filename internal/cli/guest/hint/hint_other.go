//go:build !linux

package hint

// Of is why the system refuses namespaces; here it has none.
func Of(error) string { return "" }
