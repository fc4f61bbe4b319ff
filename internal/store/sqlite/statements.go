package sqlite

// Range scans compare keys; LIKE is never used, since names may hold its
// wildcards. No statement has a LIMIT: SQLite prepares one whose LIMIT is a
// parameter anew each time. Whoever reads rows stops when there are enough.
const (
	selectDocument = `SELECT key, kind, revision, indexes, body FROM documents WHERE key = ?`

	selectRange = `SELECT key, kind, revision, indexes, body FROM documents
		WHERE key > ? AND key < ? ORDER BY key`

	selectKindRange = `SELECT key, kind, revision, indexes, body FROM documents INDEXED BY documents_kind
		WHERE kind = ? AND key > ? AND key < ? ORDER BY key`

	selectHolders = `SELECT d.key, d.kind, d.revision, d.indexes, d.body
		FROM index_values v CROSS JOIN documents d ON d.key = v.key
		WHERE v.name = ? AND v.value = ? ORDER BY v.key`
)

// The writer's own.
const (
	selectRow   = `SELECT id, kind, revision, indexes FROM documents WHERE key = ?`
	selectKeys  = `SELECT key FROM documents WHERE key > ? AND key < ? ORDER BY key`
	selectTaken = `SELECT key, is_unique FROM index_values WHERE name = ? AND value = ? ORDER BY key`

	insertDocument = `INSERT INTO documents (key, kind, revision, indexes, body) VALUES (?, ?, ?, ?, ?)`
	// updateBody is the usual update: it leaves every index of the table alone.
	updateBody     = `UPDATE documents SET revision = ?, indexes = ?, body = ? WHERE id = ?`
	updateKind     = `UPDATE documents SET kind = ? WHERE id = ?`
	deleteDocument = `DELETE FROM documents WHERE id = ?`

	insertValue = `INSERT INTO index_values (name, value, key, is_unique) VALUES (?, ?, ?, ?)`
	deleteValue = `DELETE FROM index_values WHERE name = ? AND value = ? AND key = ?`

	selectRevision = `SELECT revision FROM last_revision WHERE id = 1`
	updateRevision = `UPDATE last_revision SET revision = ? WHERE id = 1`

	begin    = `BEGIN IMMEDIATE`
	commit   = `COMMIT`
	rollback = `ROLLBACK`
)
