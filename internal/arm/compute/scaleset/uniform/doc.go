// Package uniform keeps the instances of Uniform scale sets. They are parts of their
// set: documents beneath it, made of its model, with addresses of its subnets and
// interfaces that follow from both.
package uniform
