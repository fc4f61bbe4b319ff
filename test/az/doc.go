// Package az runs the real Azure CLI against the real program, once as a cloud of
// its own and once behind the forward proxy: the commands of Microsoft's articles
// on managed identities as they stand there (the files C*.txt of testdata/rows,
// by the rows of the articles), and what else people do with az. Nothing else is
// reached: the proxy refuses all other hosts, and the test fails where az asked
// for one.
//
// Debian 12's az needs a module beside it to know its own SDKs; it is looked for
// in tools/az-debian12-shim of the reference.
package az
