package apiversion

import (
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
)

// All are the published api-versions of virtual machines and of what stands around them.
var All = []arm.Version{
	"2015-05-01-preview", "2015-06-15", "2016-03-30", "2016-04-30-preview", "2016-08-30", "2017-03-30", "2017-12-01", "2018-04-01", "2018-06-01", "2018-10-01",
	"2019-03-01", "2019-07-01", "2019-12-01", "2020-06-01", "2020-12-01", "2021-03-01", "2021-04-01", "2021-07-01",
	"2021-11-01", "2022-03-01", "2022-08-01", "2022-11-01", "2023-03-01", "2023-07-01", "2023-09-01", "2024-03-01",
	"2024-07-01", "2024-11-01", "2025-04-01", "2026-04-01",
}

// Since are the api-versions from one on.
func Since(first arm.Version) []arm.Version { return All[slices.Index(All, first):] }

// EtagSince is the api-version from which machines show their etags.
const EtagSince = "2024-03-01"
