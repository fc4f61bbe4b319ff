-- indexes holds the document's own index values, encoded; index_values is the
-- same turned round, for searching.
CREATE TABLE documents (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    revision INTEGER NOT NULL,
    indexes  BLOB,
    body     BLOB
);

CREATE INDEX documents_kind ON documents (kind, key);

CREATE TABLE index_values (
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    key       TEXT NOT NULL,
    is_unique INTEGER NOT NULL,
    PRIMARY KEY (name, value, key)
) WITHOUT ROWID;

-- One row: the revision of the last commit. It never goes back, whatever is deleted.
CREATE TABLE last_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
);

INSERT INTO last_revision (id, revision) VALUES (1, 0);
