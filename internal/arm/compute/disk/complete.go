package disk

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// complete fills in what Azure fills in of a managed disk.
func complete(properties map[string]any, members map[string]json.RawMessage) {
	if size := document.Int(properties["diskSizeGB"]); size > 0 {
		properties["diskSizeGB"] = document.Numeral(size)
		properties["diskSizeBytes"] = json.Number(strconv.FormatInt(int64(size)<<30, 10))
	}
	document.Default(properties, "encryption.type", "EncryptionAtRestWithPlatformKey")
	document.Default(properties, "networkAccessPolicy", "AllowAll")
	document.Default(properties, "publicNetworkAccess", "Enabled")
	value, err := document.Read(members["sku"])
	sku, ok := value.(map[string]any)
	if err != nil || !ok {
		sku = make(map[string]any)
	}
	document.Default(sku, "name", "Standard_LRS")
	tier, _, _ := strings.Cut(document.String(sku, "name"), "_")
	document.Default(sku, "tier", tier)
	members["sku"] = document.Write(sku)
}
