// Package expression reads and evaluates the expressions of ARM templates: the
// text between the brackets of "[concat('vm', copyIndex())]".
//
// Parse makes an Expression once; Eval gives its value in a Scope as often as
// wanted. The Scope answers the functions whose result depends on where an
// expression stands (parameters, variables, reference, resourceGroup, ...); all
// others are in package function, and those that choose which of their arguments
// they look at, or bind names in them, are here.
package expression
