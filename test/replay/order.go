package replay

import (
	"net/http"
	"slices"
)

// grouped are the recorders that group exchanges by address instead of keeping
// their order; the times of the answers tell it.
var grouped = []string{"net_*", "azure-powershell_*"}

// byDate orders exchanges by the time of their answers, which has seconds only.
func byDate(a, b Exchange) int {
	x, errX := http.ParseTime(a.Headers["date"])
	y, errY := http.ParseTime(b.Headers["date"])
	if errX != nil || errY != nil {
		return 0
	}
	return x.Compare(y)
}

// creationsFirst puts, among exchanges of the same second, the creation of a
// resource before the reads that show it, and the polls of its operation between.
func creationsFirst(ordered []Exchange) []Exchange {
	for i, e := range ordered {
		if e.Method != http.MethodPut || e.Status != http.StatusCreated {
			continue
		}
		first := i
		for j := i - 1; j >= 0 && byDate(ordered[j], e) == 0; j-- {
			if earlier := ordered[j]; earlier.Method == http.MethodGet && earlier.Status == http.StatusOK && keyOf(earlier.path()) == keyOf(e.path()) {
				first = j
			}
		}
		if first < i {
			ordered = slices.Insert(slices.Delete(ordered, i, i+1), first, e)
		}
	}
	return ordered
}
