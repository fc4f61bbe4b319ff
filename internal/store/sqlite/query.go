package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// background is the context of every statement. What the writer has begun no
// caller's context may end; and reads are short, while the driver would start
// goroutines to watch a context that can end. Long lists look at theirs between rows.
var background = context.Background()

// preparer is a database or one connection to it.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// prepare sets the statements to their texts, and returns those that it made.
func prepare(ctx context.Context, on preparer, statements map[string]**sql.Stmt) (made []*sql.Stmt, err error) {
	for text, to := range statements {
		//nolint:sqlclosecheck // whoever asks for the statements closes them
		if *to, err = on.PrepareContext(ctx, text); err != nil {
			return made, fmt.Errorf("preparing %q: %w", text, err)
		}
		made = append(made, *to)
	}
	return made, nil
}

func execute(statement *sql.Stmt, args ...any) error {
	_, err := statement.ExecContext(background, args...)
	return err
}

// each calls fn for the rows of a query until fn has seen enough.
func each(statement *sql.Stmt, fn func(row *sql.Rows) (enough bool, err error), args ...any) (err error) {
	rows, err := statement.QueryContext(background, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if enough, err := fn(rows); enough || err != nil {
			return err
		}
	}
	return rows.Err()
}
