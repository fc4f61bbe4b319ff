// Package model says what a scale set is to those that keep its instances: what its
// instances are made from, and which of its changes is which; how many they are to be;
// what the server keeps of the set, and of an instance.
package model
