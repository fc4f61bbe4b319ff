package conversation_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/azimuthid/azimuth/internal/server/conversation"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// group makes a resource group, in which the tests' conversations happen.
const group = "PUT $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01\n< group.json\n> 201\n"

func hold(t *testing.T, w *servertest.World, text string) error {
	t.Helper()
	tree := fstest.MapFS{
		"a.txt":      {Data: []byte(text)},
		"group.json": {Data: []byte("{\"location\": \"westus\",\n \"tags\": {\"a\": \"1\", \"b.c\": \"2\"}}\n")},
		"read.txt":   {Data: []byte("GET $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01\n> 200\n> name -> NAME\n")},
	}
	cases, err := conversation.Read(tree, "a.txt")
	if err != nil {
		return err
	}
	for _, c := range cases {
		if err := c.Run(w); err != nil {
			return err
		}
	}
	return nil
}

// What holds must be found to hold.
func TestHolds(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"checks of every kind": group + `> location == "westus"
> location != "eastus"
> location has west
> location lacks east
> properties is object
> tags count 2
> tags[b.c] == "2"
> managedBy absent
> @body lacks secret
> @X-Ms-Request-Id is guid
> @Location absent
> . is object
`,
		"variables, files and captured values": group + `> name -> NAME
LET WHERE = $SUBSCRIPTION/resourceGroups/$NAME
GET $WHERE?api-version=2021-04-01
> 200
> id == "$WHERE"
`,
		"an included file": group + "INCLUDE read.txt\nGET $SUBSCRIPTION/resourceGroups/$NAME?api-version=2021-04-01\n> 200\n",
		"a table": group + `EACH METHOD | CODE
| old | 200
| new | 200
PATCH $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
{"tags": {"is": "$METHOD"}}
> $CODE
END
`,
		"values of a list by a member": group + `LIST $SUBSCRIPTION/resourceGroups?api-version=2021-04-01&$filter=tagName eq 'a'
> 200
> value count 1
> value[name=g].location == "westus"
> @pages == 1
`,
		"a principal with a role": group + `PRINCIPAL ann
GRANT ann Reader ON $SUBSCRIPTION/resourceGroups/g
AS ann
GET $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
> 200
DELETE $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
> 403
> error.message has $ANN_ID
> unchanged
AS nobody
GET $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
> 401
AS $ANN_TOKEN
GET $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
> 200
AS admin
TOKEN $SUBSCRIPTION/resourceGroups/principals/providers/Microsoft.Compute/virtualMachines/ann client_id=$ANN_CLIENT
> 200
> claims.oid == "$ANN_ID"
CLOCK 25h
AS ann
GET $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01
> 401
`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := hold(t, servertest.Start(t, nil), text); err != nil {
				t.Error(err)
			}
		})
	}
}

// What does not hold must be found out, with the place and what was there.
func TestDoesNotHold(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	group := strings.Replace(group, "> 201", "> $CODE", 1)
	for name, test := range map[string]struct{ text, want string }{
		"the status":         {"GET /subscriptions?api-version=2021-01-01\n> 404\n", "a.txt:2: 404: the status is 200"},
		"a value":            {"GET /tenants?api-version=2021-01-01\n> 200\n> value[0].displayName == \"x\"\n", `a.txt:3: value[0].displayName == "x": it is "Azimuth"`},
		"a value that is":    {"GET /tenants?api-version=2021-01-01\n> 200\n> value[0].displayName != \"Azimuth\"\n", `it is "Azimuth"`},
		"a text":             {"GET /tenants?api-version=2021-01-01\n> 200\n> value[0].displayName has zen\n", `it is "Azimuth"`},
		"a text that is":     {"GET /tenants?api-version=2021-01-01\n> 200\n> value[0].displayName lacks zim\n", `it is "Azimuth"`},
		"a kind":             {"GET /tenants?api-version=2021-01-01\n> 200\n> value[0].displayName is guid\n", `it is "Azimuth"`},
		"a count":            {"GET /tenants?api-version=2021-01-01\n> 200\n> value count 2\n", "a.txt:3"},
		"a presence":         {"GET /tenants?api-version=2021-01-01\n> 200\n> value absent\n", "value absent: it is ["},
		"an absence":         {"GET /tenants?api-version=2021-01-01\n> 200\n> values is array\n", "there is nothing at values"},
		"a capture":          {"GET /tenants?api-version=2021-01-01\n> 200\n> values -> X\n", "there is nothing at values"},
		"a header":           {"GET /tenants?api-version=2021-01-01\n> 200\n> @Expires == \"0\"\n", `it is "-1"`},
		"a variable":         {"GET /tenants/$X?api-version=2021-01-01\n> 200\n", "$X has no value"},
		"a change":           {"LET CODE = 201\n" + group + "PATCH $SUBSCRIPTION/resourceGroups/g?api-version=2021-04-01\n{\"tags\":{}}\n> 200\n> unchanged\n", "and reads now"},
		"a row of a table":   {"EACH V | CODE\n| 2021-01-01 | 200\n| 2021-01-02 | 404\nGET /tenants?api-version=$V\n> $CODE\nEND\n", "(row 3)"},
		"a second value":     {"FOR V IN 200 404\nGET /tenants?api-version=2021-01-01\n> $V\n", "the status is 200"},
		"a principal":        {"AS ann\n", `there is no principal "ann"`},
		"a role":             {"PRINCIPAL ann\nGRANT ann King ON /\n", `there is no role "King"`},
		"a token":            {"TOKEN @nothing\n> 200\n", "the status is 400"},
		"no status":          {"GET /tenants?api-version=2021-01-01\n> value count 1\n", "must be its status"},
		"no check":           {"GET /tenants?api-version=2021-01-01\n> 200\n> what is\n", "this is no check"},
		"no step":            {"> 200\n", "is no step"},
		"a check out of way": {"LET A = 1\n> 200\n", "does not belong to a LET"},
		"no end":             {"EACH A\n| 1\nLET B = 1\n", "an EACH without END"},
		"a row too short":    {"EACH A | B\n| 1\nLET C = 1\nEND\n", "1 values for 2 names"},
		"no file":            {"INCLUDE none.txt\n", "none.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			err := hold(t, w, test.text)
			if err == nil {
				t.Fatal("it was found to hold")
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error does not say %q: %v", test.want, err)
			}
		})
	}
}
