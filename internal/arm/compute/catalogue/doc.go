// Package catalogue holds what clients ask before they make a machine: the sizes
// of machines, the images of the marketplace and their short names, the handlers
// of extensions, and how much of all that a subscription uses. It also answers for
// the rest of Microsoft.Compute what a size or an image says of a machine.
//
// The tables are facts from Microsoft's documentation. A machine may have any other
// size or image too; what that says is guessed then.
package catalogue
