// What the server wrote into the page: all that must be known before sign-in.
export interface Settings {
  tenantId: string;
  clientId: string;
  domain: string;
}

export const settings: Settings = JSON.parse(
  document.querySelector<HTMLMetaElement>('meta[name="azimuth-settings"]')?.content ?? "{}",
);

// The nonce that the page's policy demands of style elements. Browsers hide the
// attribute from selectors and give it to scripts as a property.
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// Where the page stands on the server.
export const base = "/portal";

// How long what was read is taken to be true, in milliseconds, where the server tells
// of no change.
export const freshFor = 5_000;
