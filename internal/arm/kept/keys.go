package kept

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
)

// Actions are what resources of unknown types can be asked to do, by their kinds:
// to tell the keys that templates hand from them to other resources. Keys have
// the form of Azure's and open nothing, since nothing stands behind these
// resources. They are derived from the secret and never stored; a resource that
// is deleted and made again has others.
func Actions(secret []byte) map[string][]arm.Action {
	k := keys{secret}
	return map[string][]arm.Action{
		"microsoft.storage/storageaccounts": {{Name: "listKeys", Display: "List the keys of", Do: k.storageAccount}},
		"microsoft.operationalinsights/workspaces": {
			{Name: "sharedKeys", Display: "List the shared keys of", Do: k.workspace},
			{Name: "listKeys", Display: "List the shared keys of", Do: k.workspace}, // its name up to 2015
		},
	}
}

type keys struct{ secret []byte }

// of are the two keys of the call's resource, 64 bytes each in base64, and when
// it was made.
func (k keys) of(ctx context.Context, c *arm.Call) (first, second string, made time.Time, err error) {
	record, err := c.Load(ctx)
	if err != nil {
		return "", "", made, err
	}
	made = record.Created.UTC()
	key := func(name string) string {
		mac := hmac.New(sha512.New, k.secret)
		mac.Write([]byte(name + "\n" + c.ID.Key() + "\n" + made.Format(time.RFC3339Nano)))
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return key("1"), key("2"), made, nil
}

func (k keys) storageAccount(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	first, second, made, err := k.of(ctx, c)
	if err != nil {
		return nil, err
	}
	shown := func(name, value string) any {
		return map[string]any{"creationTime": made.Format("2006-01-02T15:04:05.0000000Z"), "keyName": name, "permissions": "FULL", "value": value}
	}
	return arm.JSON(http.StatusOK, map[string]any{"keys": []any{shown("key1", first), shown("key2", second)}}), nil
}

func (k keys) workspace(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	first, second, _, err := k.of(ctx, c)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, map[string]any{"primarySharedKey": first, "secondarySharedKey": second}), nil
}
