package portal

import (
	"embed"
	"io/fs"
)

// The page as it was built, in site/dist, or only what stands in for it.
//
//go:embed all:site
var embedded embed.FS

// Where the built page is, and what is shown where it was not built.
const (
	builtPage   = "dist/index.html"
	unbuiltPage = "unbuilt.html"
	builtFiles  = "dist/"
)

// Site is the page that was built into the program.
func Site() fs.FS {
	site, err := fs.Sub(embedded, "site")
	if err != nil {
		panic(err) // the name is valid
	}
	return site
}
