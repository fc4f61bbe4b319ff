package replay

import "strings"

// The hosts whose exchanges are replayed; those of Graph only where it is served.
const (
	resourceManager = "management.azure.com"
	graph           = "graph.microsoft.com"
)

// Place is what an exchange is about, in the words by which rules name it: the
// host where that is not Resource Manager's, otherwise the type of what the
// path names, with the action, such as
//
//	graph.microsoft.com
//	Microsoft.Resources/resourceGroups
//	Microsoft.ManagedIdentity/operations
//	Microsoft.Compute/virtualMachineScaleSets/manualupgrade
func (e Exchange) Place() string {
	if e.Host != resourceManager {
		return e.Host
	}
	segments := split(e.path())
	for i := len(segments) - 2; i >= 0; i-- {
		if strings.EqualFold(segments[i], "providers") {
			return typeOf(segments[i+1], segments[i+2:])
		}
	}
	if len(segments) == 0 {
		return "Microsoft.Resources"
	}
	if len(segments) > 2 && strings.EqualFold(segments[0], "subscriptions") {
		segments = segments[2:]
	}
	return typeOf("Microsoft.Resources", segments)
}

// typeOf joins the types of alternating types and names.
func typeOf(namespace string, segments []string) string {
	for i := 0; i < len(segments); i += 2 {
		namespace += "/" + segments[i]
	}
	return namespace
}

// split cuts a path into its segments; doubled slashes count once.
func split(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}

// subscription is the subscription that a path names, or "".
func subscription(path string) string {
	segments := split(path)
	if len(segments) > 1 && strings.EqualFold(segments[0], "subscriptions") {
		return segments[1]
	}
	return ""
}

// group is the path of the resource group in or beneath which a path leads, in
// lower case; exact reports that the path names the group itself.
func group(path string) (key string, exact bool) {
	segments := split(path)
	if len(segments) < 4 || !strings.EqualFold(segments[0], "subscriptions") || !strings.EqualFold(segments[2], "resourceGroups") {
		return "", false
	}
	return keyOf(strings.Join(segments[:4], "/")), len(segments) == 4
}

// keyOf is a path in the form by which paths are compared.
func keyOf(path string) string { return "/" + strings.ToLower(strings.Join(split(path), "/")) }

// operationWords are the path segments after which the id of a long-running
// operation stands.
var operationWords = []string{"operations", "operationResults", "operationStatuses", "asyncOperations"}

// operation is the id of the long-running operation that a path polls, or "".
func operation(path string) string {
	segments := split(path)
	if len(segments) < 2 {
		return ""
	}
	for _, word := range operationWords {
		if strings.EqualFold(segments[len(segments)-2], word) {
			return segments[len(segments)-1]
		}
	}
	return ""
}
