// Package sts is the front end that speaks as Microsoft Entra ID's token
// service does: OpenID configuration, instance discovery, signing keys, and
// tokens in versions 1.0 and 2.0 for applications that present a client secret,
// an assertion signed with a certificate of theirs, or a token of an issuer that
// a federated credential names; the last for user-assigned identities too.
//
// It owns Entra's addresses, its forms and its AADSTS errors. What a token says
// and who signs it is internal/token's; applications and principals are
// internal/directory's.
package sts
