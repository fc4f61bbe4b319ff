// Package exec runs real programs, unmodified, under "azimuth exec" and looks at
// the tokens that they get. The programs are in the folders beneath: each is a
// module or package of its own, so that their dependencies are not Azimuth's.
package exec
