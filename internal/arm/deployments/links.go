package deployments

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/azimuthid/azimuth/internal/template"
)

// Folder reads linked templates and parameter files from one folder, by relative
// paths that stay in it and go through no symbolic link.
type Folder struct{ root *os.Root }

// OpenFolder opens the folder at a path.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the folder of linked templates: %w", err)
	}
	return &Folder{root}, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Read reads the file that a link names.
func (f *Folder) Read(l template.Link) ([]byte, error) {
	switch {
	case l.URI != "":
		return nil, errors.New("only files in the server's --template-root are read, by 'relativePath'")
	case l.ID != "":
		return nil, errors.New("template specs are not served")
	case l.RelativePath == "":
		return nil, errors.New("it names nothing; give a 'relativePath'")
	}
	name := pathOf(l)
	if strings.Contains(name, "\\") || !fs.ValidPath(name) {
		return nil, errors.New("the path must be relative, and stay in the folder without '.' and '..'")
	}
	return f.file(name)
}

// pathOf is where in the folder a link leads, from the file that it stands in.
func pathOf(l template.Link) string {
	if l.Base == nil || l.Base.RelativePath == "" {
		return l.RelativePath
	}
	return strings.TrimPrefix(path.Dir(pathOf(*l.Base))+"/"+l.RelativePath, "./")
}

func (f *Folder) file(name string) ([]byte, error) {
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		info, err := f.root.Lstat(name[:i])
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errors.New("there is no such file")
		}
		if err != nil || info.Mode()&fs.ModeSymlink != 0 || i == len(name) && !info.Mode().IsRegular() {
			return nil, errors.New("it is no regular file, or lies behind a symbolic link")
		}
	}
	file, err := f.root.Open(name)
	if err != nil {
		return nil, errors.New("it cannot be opened")
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, template.MaxBytes+1))
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	if len(content) > template.MaxBytes {
		return nil, fmt.Errorf("it has more than %d bytes", template.MaxBytes)
	}
	return content, nil
}

// noFolder refuses all links: no folder was given for them.
type noFolder struct{}

func (noFolder) Read(template.Link) ([]byte, error) {
	return nil, errors.New("this server reads no linked files; start it with --template-root and link by 'relativePath' to files in that folder, or put the template into the deployment")
}
