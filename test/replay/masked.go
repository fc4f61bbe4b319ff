package replay

import (
	"encoding/json"
	"strings"
)

// maskedDeployment is the name that a recorder writes in the place of a
// deployment's in addresses, and nowhere else.
const maskedDeployment = "mock-deployment"

// restoreNames puts the names of deployments back into the addresses of requests:
// the answers still have them, but for polls, which follow their deployment.
func restoreNames(exchanges []Exchange) {
	name := ""
	for i, e := range exchanges {
		if !strings.Contains(e.URL, "/"+maskedDeployment) {
			continue
		}
		var shown struct{ ID, Name string }
		if json.Unmarshal(e.Response, &shown) == nil && strings.EqualFold(shown.ID[strings.LastIndexByte(shown.ID, '/')+1:], shown.Name) && shown.Name != "" {
			name = shown.Name
		}
		if name != "" {
			exchanges[i].URL = strings.Replace(e.URL, "/"+maskedDeployment, "/"+name, 1)
		}
	}
}
