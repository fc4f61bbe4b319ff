// Package bench measures Azimuth against what it stands on, in ratios of one
// run, so that the machine's load falls on both sides: 1.0 is as fast as the
// bare thing, with nothing of ours around it.
package bench
