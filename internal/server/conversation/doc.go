// Package conversation runs conversations with a server that are written down
// as text: requests as they go over the wire, and what must come back. Only
// tests import it.
//
// A file is read line by line; '#' begins a comment. At its top, FOR lines say
// for which values the whole conversation is held, each time with a new server;
// with several of them, for every combination:
//
//	FOR K IN virtualMachines virtualMachineScaleSets
//	FOR V|FORM IN 2017-12-01|array 2018-06-01|map
//
// Then come the steps. A request has headers, a body (a line "< file" stands for
// a file of the tree) and checks, of which the first is always the status:
//
//	PATCH $M?api-version=$V
//	If-Match: "3"
//	{"identity": {"type": "SystemAssigned"}}
//	> 200
//	> identity.type == "SystemAssigned"
//	> identity.principalId -> PRINCIPAL
//
// A step may also be a line for a shell, where the conversation is held with one:
// what a person types, and programs do. Its lines, if there are any, are what the
// program reads, its first check is the exit status, and the body that checks name
// is what it printed; @Stderr is what it said beside that:
//
//	$ az identity show -g myResourceGroup -n ID1
//	> 0
//	> name == "ID1"
//
// The other steps are:
//
//	LET NAME = text           gives a variable its value
//	INCLUDE file              holds the conversation of another file first
//	EACH A | B                holds the steps up to END once for each row; a row
//	| a | b                   is a line of values for the named variables
//	PRINCIPAL who             makes a managed identity and takes a token for it;
//	                          $WHO_ID and $WHO_CLIENT are its object and client id
//	GRANT who role ON scope   gives it a role, named as Azure names it
//	AS who                    asks with that principal's token from here on: one made
//	                          by PRINCIPAL, admin, nobody, or a token itself
//	LIST url                  a GET that follows nextLink to the end; no element may
//	                          come twice. @pages is how many answers it took
//	TOKEN machine query       asks the metadata service as a virtual machine, or as
//	                          each instance of a scale set; "@handle" in place of the
//	                          machine asks with a handle. The answer is shown with
//	                          the members "claims", the token's, and "handle"
//	METADATA machine path     asks the metadata service as TOKEN does, for a path such as
//	                          /metadata/instance?api-version=..., with POST where the
//	                          step has a body
//	CLOCK duration            moves the server's clock
//
// A check names a value by its path, such as properties.subnets[0].name,
// identity.userAssignedIdentities[/subscriptions/...].clientId or
// value[name=vm1].id; "." is the whole body, @body its text, @Name a header:
//
//	> path == json            is this value exactly        > path != json
//	> path has text           contains, for strings        > path lacks text
//	> path is guid            or string, number, bool, object, array, null
//	> path count n            has so many elements or members
//	> path absent             is not there
//	> path -> NAME            keeps the value in a variable: a string, or JSON
//	> unchanged [url]         the address (by default the step's own) reads byte for
//	                          byte as it did before the step
//
// Variables are written $NAME, in capitals. The file's own are joined by $SUB,
// $SUBSCRIPTION (its scope), $TENANT, $ADMIN_CLIENT and $ADMIN_SECRET (the
// administrator's credential), and by those of a FOR.
package conversation
