package space

// Options are what a machine's namespaces are made with.
type Options struct {
	// Relayed is whether the program reaches the host's network.
	Relayed bool
	// IPv6 is whether it does by IPv6 too.
	IPv6 bool
}
