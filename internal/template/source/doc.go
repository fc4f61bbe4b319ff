// Package source reads JSON as Azure reads templates, that is as Newtonsoft.Json
// does: with comments, commas before a closing bracket, names without quotes or
// in single ones, and line ends inside strings. Every Node knows where it stands,
// so that whatever is wrong with it later can be said with line, column and path.
package source
