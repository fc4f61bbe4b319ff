// Package containers is where the page's Go program stands while it is compiled.
package containers

import (
	_ "github.com/testcontainers/testcontainers-go" // what the program imports is what the module requires
)
