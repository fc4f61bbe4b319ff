package demo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

func checkGroup(w *world, r Group) ([]string, error) {
	w.group = r
	return []string{r.ID}, must(fact{strings.HasSuffix(r.ID, "/"+groupName), "the group's id ends with its name"})
}

func checkNetwork(w *world, r Network) ([]string, error) {
	w.network = r
	return []string{r.SubnetID}, must(fact{strings.HasPrefix(r.SubnetID, r.ID+"/subnets/"), "the subnet is the network's"})
}

func checkIdentity(i int) func(*world, Identity) ([]string, error) {
	return func(w *world, r Identity) ([]string, error) {
		w.identities[i] = r
		lines := []string{"principalId  " + r.PrincipalID, "clientId     " + r.ClientID}
		return lines, must(
			fact{strings.HasSuffix(r.ID, "/"+identityNames[i]), "the identity's id ends with its name"},
			fact{resource.IsGUID(r.PrincipalID) && resource.IsGUID(r.ClientID), "the identity has a principal id and a client id"},
		)
	}
}

func checkNewScaleSet(w *world, r ScaleSet) ([]string, error) {
	w.set = r
	return r.lines(), must(
		fact{r.UpgradeMode == "Automatic", "the upgrade mode is Automatic"},
		fact{r.Capacity == 2, "there are two instances"},
		fact{r.IdentityType == "SystemAssigned, UserAssigned", "the scale set has identities of both kinds"},
		fact{resource.IsGUID(r.PrincipalID), "the system-assigned identity has a principal"},
		fact{r.has(w.identities[:1]), "ID1, and no other, is assigned"},
	)
}

func checkAdded(w *world, r ScaleSet) ([]string, error) {
	return r.lines(), must(
		fact{r.PrincipalID == w.set.PrincipalID, "the system-assigned identity is the same"},
		fact{r.has(w.identities[:]), "ID1 and ID2 are assigned"},
	)
}

// has reports whether exactly these identities are assigned.
func (s ScaleSet) has(identities []Identity) bool {
	if len(s.UserAssigned) != len(identities) {
		return false
	}
	for _, wanted := range identities {
		if !slices.ContainsFunc(s.UserAssigned, func(i Identity) bool {
			return strings.EqualFold(i.ID, wanted.ID) && i.PrincipalID == wanted.PrincipalID && i.ClientID == wanted.ClientID
		}) {
			return false
		}
	}
	return true
}

func (s ScaleSet) lines() []string {
	lines := []string{"type         " + s.IdentityType}
	if s.PrincipalID != "" {
		lines = append(lines, "principalId  "+s.PrincipalID)
	}
	names := make([]string, len(s.UserAssigned))
	for i, identity := range s.UserAssigned {
		names[i] = identity.ID[strings.LastIndexByte(identity.ID, '/')+1:]
	}
	if len(names) > 0 {
		slices.Sort(names)
		lines = append(lines, "assigned     "+strings.Join(names, ", "))
	}
	return lines
}

func checkToken(instance int) func(*world, Token) ([]string, error) {
	return func(w *world, r Token) ([]string, error) {
		if err := must(fact{r.Error == "", "a token is issued (" + r.Error + ")"}); err != nil {
			return nil, err
		}
		c, err := readClaims(r.Token)
		if err != nil {
			return nil, err
		}
		w.tokens[instance], w.claims[instance] = r.Token, c
		return c.lines(), must(
			fact{c.ObjectID == w.set.PrincipalID, "the token is the system-assigned principal's"},
			fact{resource.IsGUID(c.AppID), "the token has an application id"},
			fact{strings.EqualFold(c.Resource, w.set.ID), "xms_mirid is the scale set's id"},
			fact{c.Audience == audience, "the audience is the one that was asked for"},
			fact{instance == 0 || c == w.claims[0], "the claims are the same as in instance 0"},
		)
	}
}

func checkChosen(w *world, r Token) ([]string, error) {
	if err := must(fact{r.Error == "", "a token is issued (" + r.Error + ")"}); err != nil {
		return nil, err
	}
	c, err := readClaims(r.Token)
	if err != nil {
		return nil, err
	}
	return c.lines(), must(
		fact{c.ObjectID == w.identities[1].PrincipalID && c.AppID == w.identities[1].ClientID, "the token is ID2's"},
		fact{strings.EqualFold(c.Resource, w.identities[1].ID), "xms_mirid is ID2's id"},
	)
}

func checkVerified(w *world, r Verification) ([]string, error) {
	return []string{"key     " + r.KeyID, "issuer  " + r.Issuer}, must(
		fact{r.Verified, "the token is verified (" + r.Error + ")"},
		fact{r.KeyID != "" && r.Issuer != "", "the key and the issuer are known"},
		fact{r.ObjectID == w.set.PrincipalID, "the verified principal is the scale set's"},
	)
}

func checkForbidden(_ *world, r Read) ([]string, error) {
	return r.lines(), must(fact{r.Status == http.StatusForbidden && r.Code == "AuthorizationFailed", "the answer is 403 AuthorizationFailed"})
}

func checkAssignment(w *world, r Assignment) ([]string, error) {
	return []string{roleName + " at " + r.Scope}, must(
		fact{r.PrincipalID == w.set.PrincipalID, "the role is the scale set's"},
		fact{strings.EqualFold(r.Scope, w.group.ID), "the scope is the group"},
		fact{r.ID != "" && r.RoleDefinitionID != "", "the assignment and the role have ids"},
	)
}

func checkAllowed(_ *world, r Read) ([]string, error) {
	return r.lines(), must(fact{r.Status == http.StatusOK && r.Name == scaleSetName, "the answer is 200 with the scale set"})
}

func checkRemoved(_ *world, r ScaleSet) ([]string, error) {
	return r.lines(), must(fact{r.IdentityType == "None" && r.PrincipalID == "" && len(r.UserAssigned) == 0, "no identity is left"})
}

func checkRefused(_ *world, r Token) ([]string, error) {
	return []string{"refused: Identity not found"}, must(
		fact{r.Token == "", "no token is issued"},
		fact{strings.Contains(r.Error, "Identity not found"), "the reason is that the identity is not found (" + r.Error + ")"},
	)
}

func checkUnknown(_ *world, r Read) ([]string, error) {
	return r.lines(), must(fact{r.Status == http.StatusUnauthorized, "the answer is 401"})
}

func (r Read) lines() []string {
	if r.Status == http.StatusOK {
		return []string{fmt.Sprintf("%d  %s", r.Status, r.Name)}
	}
	return []string{fmt.Sprintf("%d %s", r.Status, r.Code), r.Message}
}
