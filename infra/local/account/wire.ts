/**
 * An AWS shape as it stands in JSON: a time is its text, and an enum any text, since AWS adds values to its enums.
 */
export type Wire<T> = T extends string
  ? string
  : T extends Date
    ? string
    : T extends number | bigint | boolean | null | undefined
      ? T
      : T extends Uint8Array
        ? string
        : T extends readonly (infer Item)[]
          ? Wire<Item>[]
          : { [Key in keyof T]: Wire<T[Key]> };

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
