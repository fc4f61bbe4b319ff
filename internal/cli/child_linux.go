package cli

import (
	"os/exec"
	"syscall"
)

// endWithUs has the system kill a program when the thread that starts it ends: what
// ends this process ends the program too.
func endWithUs(child *exec.Cmd) {
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
