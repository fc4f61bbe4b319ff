// Package front is what a machine's programs find at Azure's addresses: its
// metadata service, and the hosts of Azure's public names. It passes everything on
// to the server of the data directory, as that machine, and follows the server when
// it is started again elsewhere.
package front
