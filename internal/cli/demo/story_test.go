package demo

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// The results of a server that does all as it should, scene by scene.
var (
	guid  = func(n string) string { return strings.Repeat(n, 8) + "-1111-1111-1111-111111111111" }
	rg    = "/subscriptions/s/resourceGroups/azimuth-demo"
	setID = rg + "/providers/Microsoft.Compute/virtualMachineScaleSets/web"
	id1   = Identity{ID: rg + "/x/ID1", PrincipalID: guid("1"), ClientID: guid("2")}
	id2   = Identity{ID: rg + "/x/ID2", PrincipalID: guid("3"), ClientID: guid("4")}
	both  = "SystemAssigned, UserAssigned"
)

// signed is a token with the claims; nothing here looks at its signature.
func signed(c claims) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return "e30." + base64.RawURLEncoding.EncodeToString(text) + ".c2ln"
}

var (
	owns   = claims{Audience: audience, ObjectID: guid("5"), AppID: guid("6"), Resource: setID}
	chosen = claims{Audience: audience, ObjectID: id2.PrincipalID, AppID: id2.ClientID, Resource: id2.ID}
)

// good are the results of the story's scenes, in their order.
func good() []any {
	return []any{
		Group{ID: rg, Location: "westeurope"},
		Network{ID: rg + "/net", SubnetID: rg + "/net/subnets/default"},
		id1,
		id2,
		ScaleSet{ID: setID, UpgradeMode: "Automatic", Capacity: 2, IdentityType: both, PrincipalID: guid("5"), UserAssigned: []Identity{id1}},
		ScaleSet{ID: setID, UpgradeMode: "Automatic", Capacity: 2, IdentityType: both, PrincipalID: guid("5"), UserAssigned: []Identity{id2, id1}},
		Token{Token: signed(owns)},
		Token{Token: signed(owns)},
		Token{Token: signed(chosen)},
		Verification{Verified: true, KeyID: "k", Issuer: "i", ObjectID: guid("5")},
		Read{Status: 403, Code: "AuthorizationFailed", Message: "no"},
		Assignment{ID: "a", RoleDefinitionID: "r", PrincipalID: guid("5"), Scope: rg},
		Read{Status: 200, Name: "web"},
		ScaleSet{ID: setID, IdentityType: "None", UserAssigned: []Identity{}},
		Token{Error: "400 invalid_request: Identity not found"},
		Read{Status: 401, Code: "InvalidAuthenticationToken"},
	}
}

// play checks the results up to the first that is refused, and returns its number.
func play(t *testing.T, results []any) (int, error) {
	t.Helper()
	if len(results) != len(story) {
		t.Fatalf("%d results for %d scenes", len(results), len(story))
	}
	var w world
	for i, result := range results {
		text, err := json.Marshal(result)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := story[i].check(&w, text); err != nil {
			return i, err
		}
	}
	return len(results), nil
}

func TestGoodResults(t *testing.T) {
	t.Parallel()
	if i, err := play(t, good()); err != nil {
		t.Errorf("scene %d: %v", i+1, err)
	}
}

// TestWrongResults spoils one result at a time: its scene must find it out.
func TestWrongResults(t *testing.T) {
	t.Parallel()
	spoilt := func(c claims, change func(*claims)) Token {
		change(&c)
		return Token{Token: signed(c)}
	}
	set := func(i int, change func(*ScaleSet)) ScaleSet {
		s := good()[i].(ScaleSet)
		change(&s)
		return s
	}
	for _, test := range []struct {
		name  string
		scene int // from 0
		wrong any
	}{
		{"another group", 0, Group{ID: "/x"}},
		{"another network's subnet", 1, Network{ID: "/a", SubnetID: "/b/subnets/default"}},
		{"an identity without a principal", 2, Identity{ID: id1.ID, ClientID: id1.ClientID}},
		{"an identity of another name", 3, Identity{ID: id1.ID, PrincipalID: guid("1"), ClientID: guid("2")}},
		{"upgrade mode Manual", 4, set(4, func(s *ScaleSet) { s.UpgradeMode = "Manual" })},
		{"one instance", 4, set(4, func(s *ScaleSet) { s.Capacity = 1 })},
		{"one kind of identity", 4, set(4, func(s *ScaleSet) { s.IdentityType = "SystemAssigned" })},
		{"no system-assigned principal", 4, set(4, func(s *ScaleSet) { s.PrincipalID = "" })},
		{"ID2 too early", 4, set(4, func(s *ScaleSet) { s.UserAssigned = []Identity{id2} })},
		{"ID1 lost", 5, set(5, func(s *ScaleSet) { s.UserAssigned = []Identity{id2} })},
		{"another principal", 5, set(5, func(s *ScaleSet) { s.PrincipalID = guid("9") })},
		{"no token", 6, Token{Error: "no"}},
		{"something that is no token", 6, Token{Token: "a.b"}},
		{"another audience", 6, spoilt(owns, func(c *claims) { c.Audience = "x" })},
		{"another resource", 6, spoilt(owns, func(c *claims) { c.Resource = "x" })},
		{"another principal's token", 6, spoilt(owns, func(c *claims) { c.ObjectID = guid("9") })},
		{"another application in the second instance", 7, spoilt(owns, func(c *claims) { c.AppID = guid("9") })},
		{"ID1's token in place of ID2's", 8, Token{Token: signed(owns)}},
		{"a wrong signature", 9, Verification{Error: "bad"}},
		{"a verified stranger", 9, Verification{Verified: true, KeyID: "k", Issuer: "i", ObjectID: guid("9")}},
		{"allowed without a role", 10, Read{Status: 200, Name: "web"}},
		{"another's role", 11, Assignment{ID: "a", RoleDefinitionID: "r", PrincipalID: guid("9"), Scope: rg}},
		{"a role elsewhere", 11, Assignment{ID: "a", RoleDefinitionID: "r", PrincipalID: guid("5"), Scope: "/"}},
		{"forbidden with a role", 12, Read{Status: 403, Code: "AuthorizationFailed"}},
		{"an identity left", 13, set(13, func(s *ScaleSet) { s.IdentityType = "UserAssigned" })},
		{"a token without an identity", 14, Token{Token: signed(owns)}},
		{"another refusal", 14, Token{Error: "500"}},
		{"the old token is good", 15, Read{Status: 200, Name: "web"}},
		{"a result of another form", 0, []string{"x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			results := good()
			results[test.scene] = test.wrong
			if i, err := play(t, results); i != test.scene || err == nil {
				t.Errorf("scene %d was refused (%v), not %d", i+1, err, test.scene+1)
			}
		})
	}
}

func FuzzReadClaims(f *testing.F) {
	f.Add("a.b.c")
	f.Add(signed(owns))
	f.Fuzz(func(t *testing.T, token string) {
		c, err := readClaims(token)
		if err == nil && strings.Count(token, ".") != 2 {
			t.Errorf("%q was read as %+v", token, c)
		}
	})
}
