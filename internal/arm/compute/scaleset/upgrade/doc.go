// Package upgrade brings the changes of a scale set's model to its instances: it
// reads the upgrade policy, and carries out rolling upgrades, batch after batch. What
// instances are, and how one is changed, it does not know; see Instances.
package upgrade
