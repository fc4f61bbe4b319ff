// Package replay holds Azimuth against recorded traffic: it sends the requests
// of a recording to a server, and compares each answer with the recorded one.
//
// It owns how a recording is read, which ids of the recording stand for which
// of the server's, what counts as a difference, and the list of accepted
// differences in docs/divergences.md. It knows no rule of any resource type.
//
//	go test ./test/replay                    all recordings
//	go test ./test/replay -only 'vm_*'       some of them
//	go test ./test/replay -corpus DIR        of another directory
//
// With -v the test also prints how much was compared, file by file, and what
// each accepted difference covered.
package replay
