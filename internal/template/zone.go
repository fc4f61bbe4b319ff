package template

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/template/function"
)

// zoneNames are the availability zones of every location: which locations have
// fewer in Azure is not known here.
var zoneNames = []any{"1", "2", "3"}

// pickZones is pickZones(namespace, type, location, [count], [offset]).
func (s *scope) pickZones(args []any) (any, error) {
	texts, err := allTexts("pickZones", args[:3])
	if err != nil {
		return nil, err
	}
	if _, _, ok := s.provider(texts[0], texts[1]); !ok {
		return nil, function.Errorf("The template function 'pickZones' is not valid: the resource type '%s' of the namespace '%s' is not found. %s", texts[1], texts[0], seeFunctions)
	}
	numbers := [2]int64{1, 0} // how many, from which
	for i, arg := range args[3:] {
		n, ok := arg.(int64)
		if !ok || n < int64(1-i) || n > int64(len(zoneNames)) {
			return nil, function.Errorf("The template function 'pickZones' expects its parameter at index '%d' to be an integer of at most '%d'. %s", i+3, len(zoneNames), seeFunctions)
		}
		numbers[i] = n
	}
	end := numbers[0] + numbers[1]
	if end > int64(len(zoneNames)) {
		return nil, function.Errorf("The template function 'pickZones' is not valid: the location '%s' has only '%d' zones. %s", texts[2], len(zoneNames), seeFunctions)
	}
	return append([]any{}, zoneNames[numbers[1]:end]...), nil
}

// A physical zone is the location's name, "-az" and the logical zone: every
// subscription has the same ones here.

func logicalZone(location, zone string) (string, bool) {
	name, ok := strings.CutPrefix(strings.ToLower(zone), location+"-az")
	return name, ok && isZone(name)
}

func physicalZone(location, zone string) (string, bool) {
	return location + "-az" + zone, isZone(zone)
}

func isZone(name string) bool {
	for _, zone := range zoneNames {
		if zone == name {
			return true
		}
	}
	return false
}

// zone is a function (subscription, location, zone).
func zone(name string, translate func(location, zone string) (string, bool)) func(*scope, []any) (any, error) {
	return func(_ *scope, args []any) (any, error) {
		texts, err := allTexts(name, args)
		if err != nil {
			return nil, err
		}
		other, ok := translate(normalLocation(texts[1]), texts[2])
		if !ok {
			return nil, function.Errorf("The template function '%s' is not valid: the location '%s' has no zone '%s'. %s", name, texts[1], texts[2], seeFunctions)
		}
		return other, nil
	}
}

// zones is the same for an array of zones.
func zones(name string, translate func(location, zone string) (string, bool)) func(*scope, []any) (any, error) {
	one := zone(name, translate)
	return func(s *scope, args []any) (any, error) {
		list, ok := args[2].([]any)
		if !ok {
			return nil, function.Errorf("The template function '%s' expects its third parameter to be an array. %s", name, seeFunctions)
		}
		all := make([]any, len(list))
		for i, element := range list {
			var err error
			if all[i], err = one(s, []any{args[0], args[1], element}); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
}
