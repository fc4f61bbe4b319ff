// Package dotnet writes numbers and times as .NET does for the invariant culture,
// and puts them into composite format strings ("{0,5:D3}"): that is what format(),
// utcNow() and dateTimeAdd() of Azure's templates are made of.
package dotnet

import "errors"

// ErrFormat is a format that .NET does not take. Its text is .NET's.
var ErrFormat = errors.New("Input string was not in a correct format.") //nolint:staticcheck,revive // the words are .NET's, which Azure shows
