/** A time as it stands in an account file, or as a test put it. */
export const timeOf = (value: unknown): Date =>
  value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value));
