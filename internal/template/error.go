package template

import (
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/template/source"
)

// Error says what is wrong with a template or its parameters, in Azure's words
// where they are known.
type Error struct {
	// Code is "InvalidTemplate" for nearly all.
	Code string
	// Message is the whole of it: the "Deployment template validation failed: '…'."
	// or whatever stands around the reason is in it already.
	Message string
	Target  string // of one of the Details: the output it is about; else ""
	// Line and Column are where, from 1, in the text that was read; 0 where no place is known.
	Line, Column int
	Path         string   // such as "properties.template.resources[0]"; "" where no place is known
	Details      []*Error // the same in parts, or nil

	reason string // the message without what stands around it
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// ErrUnknownAtPlan is what a Runtime returns for what only a running deployment
// can know.
var ErrUnknownAtPlan = errors.New("the value is known only while the deployment runs")

const invalidTemplate = "InvalidTemplate"

// Where Azure sends readers of an error.
const (
	seeParameters    = "Please see https://aka.ms/arm-syntax-parameters for usage details."
	seeParameterFile = "Please see https://aka.ms/arm-create-parameter-file for usage details."
	seePassing       = "Please see https://aka.ms/arm-pass-parameter-values for usage details."
	seeVariables     = "Please see https://aka.ms/arm-syntax-variables for usage details."
	seeResources     = "Please see https://aka.ms/arm-syntax-resources for usage details."
	seeOutputs       = "Please see https://aka.ms/arm-syntax-outputs for usage details."
	seeFunctions     = "Please see https://aka.ms/arm-functions for usage details."
	seeUserFunctions = "Please see https://aka.ms/arm-user-defined-functions for usage details."
	seeReference     = "Please see https://aka.ms/arm-function-reference for usage details."
	seeLoops         = "Please see https://aka.ms/arm-resource-loops for usage details."
	seeTemplate      = "Please see https://aka.ms/arm-syntax for usage details."
)

// at gives an error the place of a node.
func (e *Error) at(n *source.Node) *Error {
	e.place(n)
	return e
}

func (e *Error) place(n *source.Node) {
	if n != nil {
		e.Line, e.Column, e.Path = n.Line, n.Column, n.Path()
	}
}

// invalid is an error of a template that could be read but not be worked out.
func invalid(n *source.Node, format string, args ...any) *Error {
	reason := fmt.Sprintf(format, args...)
	e := &Error{Code: invalidTemplate, Message: "Deployment template validation failed: '" + reason + "'.", reason: reason}
	return e.at(n)
}

// unreadable is an error of a template that has not the form of one. The reason
// has Newtonsoft.Json's words, since Azure reads by it.
func unreadable(n *source.Node, format string, args ...any) *Error {
	return unreadableAt(n.Line, n.Column, n.Path(), format, args...)
}

func unreadableAt(line, column int, path, format string, args ...any) *Error {
	return &Error{
		Code: invalidTemplate,
		Message: fmt.Sprintf("Deployment template parse failed: '%s Path '%s', line %d, position %d.'.",
			fmt.Sprintf(format, args...), path, line, column),
		Line: line, Column: column, Path: path,
	}
}

// misread is the same for what the reader of JSON found.
func misread(err error) error {
	if e, ok := errors.AsType[*source.Error](err); ok {
		return unreadableAt(e.Line, e.Column, e.Path, "%s", e.Message)
	}
	return err
}

// evaluationError is an expression that has no value. It becomes an *Error once
// it is known what the expression is part of.
type evaluationError struct {
	node *source.Node // that holds the expression
	err  error
}

func (e *evaluationError) Error() string { return e.err.Error() }

func (e *evaluationError) Unwrap() error { return e.err }

// runtimeError is what a Runtime returned; it leaves the package as it came.
type runtimeError struct{ err error }

func (e *runtimeError) Error() string { return e.err.Error() }

func (e *runtimeError) Unwrap() error { return e.err }

// fromRuntime is the error of a Runtime on its way through an evaluation.
func fromRuntime(err error) error {
	if err == nil {
		return nil
	}
	return &runtimeError{err}
}

// reasonOf is an error's text as a part of another's.
func reasonOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.reason != "" {
		return e.reason
	}
	return err.Error()
}

// outward is an error as it leaves the package.
func outward(err error) error {
	if e, ok := errors.AsType[*runtimeError](err); ok {
		return e.err
	}
	return err
}

// because finishes an error of evaluation: with says what the expression is part
// of, around the reason. What only a running deployment can know, and what is
// whole already, stays as it is.
func because(err error, with func(reason string) *Error) error {
	if err == nil || errors.Is(err, ErrUnknownAtPlan) {
		return err
	}
	if _, ok := errors.AsType[*runtimeError](err); ok {
		return err
	}
	if whole, ok := errors.AsType[*Error](err); ok {
		return whole
	}
	e := with(err.Error())
	if inner, ok := errors.AsType[*evaluationError](err); ok && inner.node != nil {
		e.place(inner.node)
	}
	return e
}
