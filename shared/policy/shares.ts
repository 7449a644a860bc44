/** Parts of a whole as a policy writes them: percentages. */

export const sharePattern = /^(?:100(?:\.0{1,9})?|\d{1,2}(?:\.\d{1,9})?)%$/;

/** A fraction from 0 to 1, the double nearest to what is written. */
export const shareOf = (text: string): number => Number(`${text.slice(0, -1)}e-2`);
