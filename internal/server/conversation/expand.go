package conversation

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// expand replaces INCLUDE lines by the lines of the files that they name, and
// EACH blocks by their steps for each of their rows.
func expand(tree fs.FS, lines []line) ([]line, error) {
	var out []line
	for i := 0; i < len(lines); i++ {
		switch l := lines[i]; verbOf(l.text) {
		case "INCLUDE":
			included, err := readLines(tree, strings.TrimSpace(strings.TrimPrefix(l.text, "INCLUDE")))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.at, err)
			}
			if included, err = expand(tree, included); err != nil {
				return nil, err
			}
			out = append(out, included...)
		case "EACH":
			end := i
			for end < len(lines) && lines[end].text != "END" {
				end++
			}
			if end == len(lines) {
				return nil, fmt.Errorf("%s: an EACH without END", l.at)
			}
			block, err := each(l, lines[i+1:end])
			if err != nil {
				return nil, err
			}
			if block, err = expand(tree, block); err != nil {
				return nil, err
			}
			out = append(out, block...)
			i = end
		default:
			out = append(out, l)
		}
	}
	return out, nil
}

// each repeats a block's steps for its rows, with the values set before.
func each(head line, lines []line) ([]line, error) {
	names := cells(strings.TrimPrefix(head.text, "EACH"))
	rows := 0
	for rows < len(lines) && strings.HasPrefix(lines[rows].text, "|") {
		rows++
	}
	if rows == 0 || rows == len(lines) {
		return nil, fmt.Errorf("%s: an EACH needs rows and steps", head.at)
	}
	var out []line
	for _, row := range lines[:rows] {
		values := cells(row.text[1:])
		if len(values) != len(names) {
			return nil, fmt.Errorf("%s: %d values for %d names", row.at, len(values), len(names))
		}
		for i, name := range names {
			out = append(out, line{row.at, "LET " + name + " = " + values[i]})
		}
		for _, l := range lines[rows:] {
			out = append(out, line{l.at + " (row " + row.at[strings.LastIndexByte(row.at, ':')+1:] + ")", l.text})
		}
	}
	return out, nil
}

func cells(row string) []string {
	cells := strings.Split(row, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

var variable = regexp.MustCompile(`\$[A-Z][A-Z0-9_]*`)

// replace puts the values of variables in the place of their names.
func replace(text string, vars map[string]string) (string, error) {
	var missing string
	text = variable.ReplaceAllStringFunc(text, func(name string) string {
		value, ok := vars[name[1:]]
		if !ok {
			missing = name
		}
		return value
	})
	if missing != "" {
		return "", fmt.Errorf("the variable %s has no value", missing)
	}
	return text, nil
}
