package resource

import "context"

// GivenIDs are the ids that an object of the directory is to have, in place of
// new ones; "" is none. They come from the program alone: no request from
// outside brings them.
type GivenIDs struct {
	ID    string // object id, or principal id
	AppID string // client id
	// Secret is the text of a client secret.
	Secret string
}

type givenIDs struct{}

// WithIDs has what is made within the context get ids that were chosen before.
func WithIDs(ctx context.Context, ids GivenIDs) context.Context {
	return context.WithValue(ctx, givenIDs{}, ids)
}

// IDsOf are the ids that were chosen for what is made within the context.
func IDsOf(ctx context.Context) GivenIDs {
	ids, _ := ctx.Value(givenIDs{}).(GivenIDs)
	return ids
}
