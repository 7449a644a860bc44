/**
 * Text that others wrote, made safe to show: names, tags, reasons and error texts may hold anything, an escape sequence
 * that rewrites the screen included.
 */

// Controls, invisible marks that turn a line's direction, line separators, halves of characters.
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const steeringInLines = /(?!\n|\t|\r(?:\n|$))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** As one line. What would steer a terminal is shown as JSON writes it. */
export const printable = (text: string): string => text.replace(steering, written);

/** The same of text that has lines of its own. JSON stays the JSON that it is. */
export const printableLines = (text: string): string => text.replace(steeringInLines, written);

const written = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
