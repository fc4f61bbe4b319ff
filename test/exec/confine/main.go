//go:build linux

// Command confine runs a program on a system that refuses namespaces: its first
// argument says which.
//
//	docker    as Docker's default profile: no new namespaces, and no mounts
//	apparmor  as Ubuntu's AppArmor rule: there may be a user namespace, with no rights in it
//	bounds    one in which nobody may give up rights for good
//
// A filter of system calls stands in for both.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/unix"
)

// newNamespaces are the flags of clone(2) that Docker's profile refuses.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWCGROUP

// The offsets in struct seccomp_data.
const (
	number = 0
	first  = 16 // the lower half of the first argument
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "confine:", err)
		os.Exit(120)
	}
}

func run(args []string) error {
	var filter []unix.SockFilter
	switch args[0] {
	case "docker":
		filter = append(filter, refuse(unix.SYS_CLONE3, unix.ENOSYS)...)
		filter = append(filter, refuse(unix.SYS_UNSHARE, unix.EPERM)...)
		filter = append(filter, refuse(unix.SYS_MOUNT, unix.EPERM)...)
		filter = append(filter,
			load(number),
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: unix.SYS_CLONE},
			load(first),
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jf: 1, K: newNamespaces},
			answer(unix.SECCOMP_RET_ERRNO|uint32(unix.EPERM)),
		)
	case "apparmor":
		filter = refuse(unix.SYS_MOUNT, unix.EACCES)
	case "bounds":
		filter = []unix.SockFilter{
			load(number),
			{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: unix.SYS_PRCTL},
			load(first),
			{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: unix.PR_CAPBSET_DROP},
			answer(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)),
		}
	default:
		return fmt.Errorf("there is no system %q", args[0])
	}
	filter = append(filter, answer(unix.SECCOMP_RET_ALLOW))
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	// For all threads, whichever of them runs the program.
	if _, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program))); failed != 0 {
		return failed
	}
	path, err := exec.LookPath(args[1])
	if err != nil {
		return err
	}
	return unix.Exec(path, args[1:], os.Environ())
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func answer(what uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: what}
}

// refuse answers a system call with an error.
func refuse(call uint32, with unix.Errno) []unix.SockFilter {
	return []unix.SockFilter{
		load(number),
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: call},
		answer(unix.SECCOMP_RET_ERRNO | uint32(with)),
	}
}
