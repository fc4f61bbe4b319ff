package throttle

import "time"

// Entra publishes no numbers. It tells that an application that asks for token
// after token with its own credential is refused for a minute, and that a client that
// sends a person's same request again and again is told of its loop. The numbers are
// ours: far above what a client with a cache of tokens sends, and below what one
// without comes to in a loop.
var (
	ofApplication = Limit{Capacity: 200, Refill: 200, Every: TokensPause}
	ofPerson      = Limit{Capacity: 15, Refill: 15, Every: 5 * time.Minute}
)

// TokensPause is how long an application that asked for too many tokens has to
// wait. (Microsoft, "Understanding client and server throttling in MSAL.NET".)
const TokensPause = time.Minute

// Application is the bucket of an application's requests for tokens for an audience.
func Application(app, audience string) []Bucket {
	return []Bucket{{Key: "application|" + app + "|" + audience, Limit: ofApplication}}
}

// Person is the bucket of an application's requests for tokens of a person for an audience.
func Person(app, person, audience string) []Bucket {
	return []Bucket{{Key: "person|" + app + "|" + person + "|" + audience, Limit: ofPerson}}
}
