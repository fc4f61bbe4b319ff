package server

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/azimuthid/azimuth/internal/ca"
)

// TrustStoreFile and BundleFile are the other forms of the certificate authority
// that commands write into the data directory, beside the server's own.
const (
	TrustStoreFile = "ca.p12"
	BundleFile     = "bundle.pem"
)

// AzDir is the directory in the data directory in which commands keep az's
// profiles, where az signs in to this server and no other.
const AzDir = "az"

// TokensDir is the directory in the data directory in which programs find the tokens
// of their service accounts.
const TokensDir = "tokens"

// secretFiles and certificateFiles are what belongs to a database.
var (
	secretFiles      = []string{masterKeyFile, adminFile, environmentFile}
	certificateFiles = []string{caFile, TrustStoreFile, BundleFile}
)

// HasData reports whether a server has kept anything in a data directory.
func HasData(dir string) (bool, error) {
	files, err := existing(dir, slices.Concat([]string{databaseFile, AzDir, TokensDir}, secretFiles, certificateFiles))
	return len(files) > 0, err
}

// Reset takes away what a server keeps in a data directory: everything but the
// user's own files there. It fails as Database.Remove does while a server runs on
// the directory's database.
func Reset(database Database, dir string) error {
	files, err := existing(dir, slices.Concat(secretFiles, certificateFiles))
	if err != nil {
		return err
	}
	if err := database.Remove(filepath.Join(dir, databaseFile), files...); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(filepath.Join(dir, AzDir)), os.RemoveAll(filepath.Join(dir, TokensDir)))
}

// ResetCertificates takes the certificate authority away and keeps the rest;
// the next server on the directory makes another. It fails as Database.Open does
// while a server runs on the directory's database.
func ResetCertificates(ctx context.Context, database Database, dir string) error {
	files, err := existing(dir, certificateFiles)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, databaseFile)
	if _, err := os.Stat(path); err == nil {
		if err := resetAuthority(ctx, database, path); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

func resetAuthority(ctx context.Context, database Database, path string) (err error) {
	store, err := database.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return ca.Reset(ctx, store)
}

// existing are the paths of the files that are there, and of what a crash left
// of writing them: it may hold the same secrets.
func existing(dir string, names []string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		for _, name := range names {
			left, err := filepath.Match("."+name+".*", e.Name())
			if err != nil {
				return nil, err
			}
			if e.Name() == name || left {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
	}
	return files, nil
}
