// Package policy serves Azure Policy: definitions and assignments, which are of
// Microsoft.Authorization, and remediations and compliance, which are of
// Microsoft.PolicyInsights. It judges the engine's writes, and deploys what a
// policy demands as the identity of its assignment.
//
// What a rule means is internal/policy's to say; what a deployment does, the
// deployments': they are asked for by requests, as any client asks for them.
package policy
