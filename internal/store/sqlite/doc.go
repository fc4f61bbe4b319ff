// Package sqlite keeps documents in an SQLite database, for servers whose data
// must outlive them. One goroutine writes; it puts whatever requests are waiting
// into one transaction, so that they share one wait for the disk. Reads go
// through connections of their own and never wait for the writer.
//
// The database may be read by other processes while a Store is open, but not
// written: Open refuses a second writer.
//
// The package owns the tables and their migrations. It owns no rule about what
// documents mean.
package sqlite
