package console

// Ask is Confirm without the look at what it asks.
var Ask = ask
