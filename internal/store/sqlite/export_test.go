package sqlite

import "context"

// GroupRequests is how many requests can wait for the writer.
const GroupRequests = groupRequests

// Waiting is how many requests wait for the writer.
func (s *Store) Waiting() int { return len(s.writer.queue) }

// Pragmas are a setting's values on the writer's connection and on a reader's.
func (s *Store) Pragmas(ctx context.Context, name string) (writer, reader string, err error) {
	if err := s.writer.conn.QueryRowContext(ctx, "PRAGMA "+name).Scan(&writer); err != nil {
		return "", "", err
	}
	err = s.reading.QueryRowContext(ctx, "PRAGMA "+name).Scan(&reader)
	return writer, reader, err
}

// Statements are the statements that search.
var Statements = []string{
	selectDocument, selectRange, selectKindRange, selectHolders, selectRow, selectKeys, selectTaken,
	updateBody, updateKind, deleteDocument, deleteValue, selectRevision, updateRevision,
}

// The stored form of index values.
var (
	EncodeIndexes = encodeIndexes
	DecodeIndexes = decodeIndexes
)
