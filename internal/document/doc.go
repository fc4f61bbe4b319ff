// Package document works on JSON as trees of map[string]any, []any, string,
// json.Number, bool and nil: it reads them so that an error says where, looks
// members up without regard to case as Azure does, and merges patches into them.
//
// It knows nothing of resources and imports only the standard library.
package document
