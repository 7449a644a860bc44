/** RFC 4180, and safe to open in a spreadsheet. */

/** What a spreadsheet would take for a formula. A quote before it makes it text, and is seen by nobody but machines. */
const formula = /^[=+\-@\t\r\n]/;
const special = /[",\r\n]/;

export function csvField(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return special.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One record, without the line feed that ends it after the carriage return. */
export const csvRow = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r`;
