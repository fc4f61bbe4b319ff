//go:build unix

package lean

import (
	"io/fs"
	"os"
	"syscall"
)

// LookUp finds a program along the PATH as exec.LookPath does, but passes directories
// over that are not absolute. An error is fs.ErrNotExist where there is none.
func LookUp(name, path string) (string, error) {
	if _, _, found := CutLast(name, '/'); found {
		return name, runnable(name)
	}
	for more := name != ""; more; {
		var directory string
		directory, path, more = Cut(path, ':')
		file := directory + "/" + name
		if directory != "" && directory[0] == '/' && runnable(file) == nil {
			return file, nil
		}
	}
	return "", &fs.PathError{Op: "run", Path: name, Err: errNowhere}
}

var errNowhere = nowhere{}

// nowhere says that a program is in none of the directories of PATH.
type nowhere struct{}

func (nowhere) Error() string        { return "executable file not found in $PATH" }
func (nowhere) Is(target error) bool { return target == fs.ErrNotExist }

// runnable returns why a file cannot be run, as far as its mode tells.
func runnable(file string) error {
	about, err := os.Stat(file)
	switch {
	case err != nil:
		return err
	case about.IsDir():
		err = syscall.EISDIR
	case about.Mode()&0o111 == 0:
		err = syscall.EACCES
	}
	if err != nil {
		return &fs.PathError{Op: "run", Path: file, Err: err}
	}
	return nil
}
