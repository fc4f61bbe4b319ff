package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// content is a file of an archive.
type content struct {
	name, path string
	mode       fs.FileMode
}

// packTar writes a compressed tar of files in a folder, all of the same time and
// of nobody in particular.
func packTar(path, folder string, contents []content, at time.Time) error {
	return create(path, func(w io.Writer) error {
		packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
		if err != nil {
			return err
		}
		archive := tar.NewWriter(packed)
		for _, c := range contents {
			text, err := os.ReadFile(c.path)
			if err != nil {
				return err
			}
			header := tar.Header{Typeflag: tar.TypeReg, Name: folder + "/" + c.name, Size: int64(len(text)), Mode: int64(c.mode), ModTime: at.UTC(), Format: tar.FormatUSTAR}
			if err := archive.WriteHeader(&header); err != nil {
				return err
			}
			if _, err := archive.Write(text); err != nil {
				return err
			}
		}
		return errors.Join(archive.Close(), packed.Close())
	})
}

// packZip does the same as a zip.
func packZip(path, folder string, contents []content, at time.Time) error {
	return create(path, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for _, c := range contents {
			text, err := os.ReadFile(c.path)
			if err != nil {
				return err
			}
			header := zip.FileHeader{Name: folder + "/" + c.name, Method: zip.Deflate, Modified: at.UTC()}
			header.SetMode(c.mode)
			file, err := archive.CreateHeader(&header)
			if err != nil {
				return err
			}
			if _, err := file.Write(text); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

func create(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}

// writeSums writes SHA256SUMS as sha256sum -c reads it.
func writeSums(into string, files []string) error {
	slices.Sort(files)
	var b strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(into, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(text), name)
	}
	return os.WriteFile(filepath.Join(into, "SHA256SUMS"), []byte(b.String()), 0o644)
}
