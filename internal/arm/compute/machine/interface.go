package machine

// InterfaceType is the type of the network interfaces of virtual machines.
const InterfaceType = "Microsoft.Network/networkInterfaces"
