// Command release builds the program for every platform, as archives with their
// checksums and with what is in them (CycloneDX). The same commit gives the same
// files, byte for byte, wherever it is built.
//
//	go run ./release -source .. -into ../dist linux/amd64 windows/arm64
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	source := flag.String("source", "..", "`directory` of the source")
	into := flag.String("into", "../dist", "`directory` for the files, which is emptied first")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := release(ctx, *source, *into, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// beside are the files that go into each archive with the program.
var beside = []string{"LICENSE", "README.md", "CHANGELOG.md"}

func release(ctx context.Context, source, into string, platforms []string) error {
	if len(platforms) == 0 {
		return fmt.Errorf("say for which platforms, such as linux/amd64")
	}
	if _, err := os.Stat(filepath.Join(source, "internal/portal/site/dist/index.html")); err != nil {
		return fmt.Errorf("the portal is not built: %w", err)
	}
	if err := os.RemoveAll(into); err != nil {
		return err
	}
	if err := os.MkdirAll(into, 0o755); err != nil {
		return err
	}
	var files []string
	for _, platform := range platforms {
		made, err := build(ctx, source, into, platform)
		if err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		files = append(files, made...)
	}
	return writeSums(into, files)
}

// build makes the archive of a platform and the list of what is in it, and
// returns their names.
func build(ctx context.Context, source, into, platform string) ([]string, error) {
	system, processor, ok := strings.Cut(platform, "/")
	if !ok {
		return nil, fmt.Errorf("this is no platform")
	}
	scratch, err := os.MkdirTemp("", "azimuth-release-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	name := "azimuth"
	if system == "windows" {
		name += ".exe"
	}
	program := filepath.Join(scratch, name)
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", program, "./cmd/azimuth")
	command.Dir = source
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOWORK=off", "GOEXPERIMENT=")
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		return nil, err
	}
	about, err := read(program)
	if err != nil {
		return nil, err
	}
	base := "azimuth_" + about.version + "_" + system + "_" + processor
	contents := []content{{name: name, path: program, mode: 0o755}}
	for _, file := range beside {
		contents = append(contents, content{name: file, path: filepath.Join(source, file), mode: 0o644})
	}
	archive, pack := base+".tar.gz", packTar
	if system == "windows" {
		archive, pack = base+".zip", packZip
	}
	if err := pack(filepath.Join(into, archive), base, contents, about.time); err != nil {
		return nil, err
	}
	bill := base + ".cdx.json"
	if err := writeBill(filepath.Join(into, bill), about, filepath.Join(source, "web/package-lock.json")); err != nil {
		return nil, err
	}
	fmt.Println(archive)
	return []string{archive, bill}, nil
}
