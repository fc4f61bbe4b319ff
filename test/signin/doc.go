// Package signin judges the sign-in of people with the unmodified az, the
// Azure CLI: by device code, by the browser and by a user's name. A program
// stands in for the browser, which does on the pages what a person does there.
package signin
