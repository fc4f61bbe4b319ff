// Package python shows what the Azure SDK for Python, of Debian's packages, makes
// of bad days. It has tests only.
package python
