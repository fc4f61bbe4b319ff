// Whether a text has the form of a range of addresses; whether it fits into its
// network is the server's to say.
export function isRange(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(text) || /^[0-9a-f:]+\/\d{1,3}$/i.test(text);
}
