/** AWS's own words, cut where they would crowd what is kept of an image: an item of the ledger holds 400 KB. */
export const wordsOf = (text: string, longest = 1_000): string =>
  text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
