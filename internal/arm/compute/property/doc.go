// Package property judges what clients send in the properties of Microsoft.Compute's
// resources, in the words that Azure has for it: what must be there, what may not be
// so, what may not change.
package property
