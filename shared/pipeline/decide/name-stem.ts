/** The part of an image's name that its successors share. */

// One trailing piece: a separator, then a version (1.2.3, v2, 1.0.0-rc.1), a date or time (2026-11-01,
// 20261101T0930Z) or a build number (b12, build-7, #3). A digit glued to a word (al2023) is part of the word.
const trailing = /[-_.:/\s@+#([{]+(?:(?:v|r|b|build|rev|release|rc|alpha|beta)[-_.]?)?\d+(?:T\d+)?Z?$/i;
const dangling = /[-_.:/\s@+#]+(?:v|r|b|build|rev|release|rc|alpha|beta)?$/i;
const zoneOffset = /[+-]\d\d:\d\d$/;

/** The name without its trailing version, date, time or build number; the name itself if that leaves no word. */
export function nameStem(name: string): string {
  let stem = name.replace(/[)\]}]+$/, '').replace(zoneOffset, '');
  for (let shorter = stem.replace(trailing, ''); shorter !== stem; shorter = stem.replace(trailing, ''))
    stem = shorter;
  stem = stem
    .replace(/[([{]+$/, '')
    .replace(dangling, '')
    .trimEnd();
  return /\p{L}/u.test(stem) ? stem : name;
}
