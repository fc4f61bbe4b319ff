// Package network declares Microsoft.Network's basics: virtual networks and their
// subnets, security groups, public addresses, load balancers, and network
// interfaces with the private addresses that they get. No packet moves: the network is what machines refer to.
package network
