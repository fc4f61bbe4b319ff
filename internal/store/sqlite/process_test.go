package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// The test binary runs itself as another process when these are set.
const (
	roleVariable   = "AZIMUTH_TEST_ROLE"
	folderVariable = "AZIMUTH_TEST_FOLDER"
	roundVariable  = "AZIMUTH_TEST_ROUND"
)

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(roleVariable) {
	case "":
		os.Exit(m.Run())
	case "writer":
		err = writeUntilKilled(os.Getenv(folderVariable), os.Getenv(roundVariable))
	case "holder":
		err = holdUntilKilled(os.Getenv(folderVariable))
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// start runs the test binary in a role, and returns its output's lines.
func start(t *testing.T, role, dir string, round int) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), roleVariable+"="+role, folderVariable+"="+dir, roundVariable+"="+strconv.Itoa(round))
	child.Stderr = os.Stderr
	output, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := child.StdinPipe(); err != nil { // open until the test ends
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Process.Kill() })
	return child, bufio.NewScanner(output)
}

// kill ends the process as a crash would.
func kill(t *testing.T, child *exec.Cmd) {
	t.Helper()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
}

func holdUntilKilled(dir string) error {
	s, err := sqlite.Open(filepath.Join(dir, "azimuth.db"))
	if err != nil {
		return err
	}
	d := resource.Document{Key: "/a", Kind: "test", Body: []byte(`{}`)}
	if _, err := s.Update(context.Background(), resource.Batch{Puts: []resource.Document{d}}); err != nil {
		return err
	}
	fmt.Println("serving")
	_, err = io.Copy(io.Discard, os.Stdin) // ends when the test does
	return errors.Join(err, s.Close())
}

func TestOneServerForADirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "azimuth.db")
	child, lines := start(t, "holder", dir, 0)
	if !lines.Scan() {
		t.Fatal("the other process does not serve")
	}
	_, err := sqlite.Open(path)
	if !errors.Is(err, sqlite.ErrServed) || !strings.Contains(err.Error(), "another azimuth serves this directory: "+dir) {
		t.Errorf("Open while another process serves: %v", err)
	}

	reader, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	var key string
	if err := reader.QueryRow(`SELECT key FROM documents`).Scan(&key); err != nil || key != "/a" {
		t.Errorf("reading while another process serves: %q, %v", key, err)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}

	kill(t, child)
	_ = child.Wait() // killed
	s := openAt(t, dir)
	if _, err := sqlite.Open(path); !errors.Is(err, sqlite.ErrServed) {
		t.Errorf("Open while this process serves: %v", err)
	}
	closeStore(t, s)
	closeStore(t, openAt(t, dir))
}
