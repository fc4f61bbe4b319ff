// Package compute declares Microsoft.Compute, put together from the packages beneath
// it. Read from the top: each knows those below it, and none above.
//
//	compute                  the provider
//	scaleset    vm           scale sets, and what is in them; virtual machines
//	scaleset/uniform, scaleset/flexible
//	                         the instances of a set, by its orchestration mode
//	scaleset/upgrade         how changes of a set's model reach its instances
//	scaleset/model           what instances are made from
//	disk        group        disks and images; what machines stand together in
//	machine                  what every machine has: profile, power, views, tokens
//	extension                extensions, wherever they are kept
//	catalogue                sizes, images, handlers of extensions
//	property    apiversion    answer
//	                         Compute's words for what is sent and shown
//
// A machine is a document with a state; nothing boots. What an identity is and
// how it changes belongs to internal/identity; here is only how machines come and
// go, whether they are on, and which model an instance has.
package compute
