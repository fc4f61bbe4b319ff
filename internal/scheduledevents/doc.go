// Package scheduledevents keeps what machines are told of what is going to happen
// to them: the documents behind /metadata/scheduledevents. It owns which machines
// see the same events, for how long they are told of them, and the states of an
// event; the operations that wait for events are internal/arm's rows, and what
// disturbs a machine is said where it is done (internal/arm/compute/machine).
//
// The rules are those of Microsoft's articles "Scheduled Events for Linux VMs" and
// "Terminate notification for Virtual Machine Scale Set instances".
package scheduledevents
