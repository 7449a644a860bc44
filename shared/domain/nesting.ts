/** Whether JSON text stays within a depth. What is nested without end cannot be written again: that takes a stack. */

const quote = 34;
const backslash = 92;

export function nestsWithin(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (quoted && unit === backslash) at++;
    else if (unit === quote) quoted = !quoted;
    else if (!quoted && isOpening(unit) && ++depth > most) return false;
    else if (!quoted && isClosing(unit)) depth--;
  }
  return true;
}

const isOpening = (unit: number): boolean => unit === 91 || unit === 123;
const isClosing = (unit: number): boolean => unit === 93 || unit === 125;
