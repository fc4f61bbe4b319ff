module github.com/azimuthid/azimuth

go 1.26
