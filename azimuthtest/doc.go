// Package azimuthtest runs Azure's managed identities inside a Go test: a whole
// Azimuth server in this process, on free ports, with a tenant, a subscription
// and a certificate authority of its own, gone when the test ends.
//
//	s := azimuthtest.Start(t)
//	rg := s.ResourceGroup("rg")
//	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)
//	program(vm.Client()) // 169.254.169.254 is this machine's metadata service
//	vm.RequireTokenRequested("https://management.azure.com/")
//
// The clients that it gives out reach Azure's public names and nothing else
// beyond this machine: what they are asked for goes to the test's server or fails.
// So a program under test needs no setting but its HTTP client: the Azure SDK
// takes one as ClientOptions.Transport, with its defaults for the public cloud.
// Ready-made options and credentials for the SDK are in the module
// github.com/azimuthid/azimuth/azimuthtest/azure, so that this one needs no SDK.
//
// What builds or asserts ends the test when it fails, by the t that Start was
// given; a subtest takes Server.In. Everything is done by requests to the server,
// at once and in order: there is no last call that makes it happen.
//
// Tests may run in parallel, each with a server of its own, by the hundred. The
// first Start of a process makes keys, which the later ones share; a token is good
// at its own server only all the same, since tenants differ.
package azimuthtest
