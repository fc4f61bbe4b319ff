// Package sts is the front end that speaks as Microsoft Entra ID's token
// service does: OpenID configuration, instance discovery, signing keys, and
// tokens for applications that present a client secret, in versions 1.0 and 2.0.
//
// It owns Entra's addresses, its forms and its AADSTS errors. What a token says
// and who signs it is internal/token's; applications and principals are
// internal/directory's.
package sts
