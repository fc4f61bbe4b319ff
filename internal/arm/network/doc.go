// Package network declares Microsoft.Network's basics: virtual networks, their
// subnets, and network interfaces with the private addresses that they get.
// No packet moves: the network is what machines refer to.
package network
