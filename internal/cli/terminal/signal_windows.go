package terminal

import "os"

// forwarded are the signals that are caught while a program runs. Windows tells
// all processes of a console of Ctrl-C by itself.
var forwarded = []os.Signal{os.Interrupt}

func reachesGroup(os.Signal) bool { return true }

// SignalOf finds none: processes end with an exit code here.
func SignalOf(*os.ProcessState) (int, bool) { return 0, false }
