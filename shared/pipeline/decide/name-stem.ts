/** The part of an image's name that its successors share. */

const separators = '[-_.:/\\s@+#([{]+';

// One trailing piece: a separator, then a version (1.2.3, v2), a date or time (2026-11-01, 20261101T0930Z) or a build
// number (b12, build-7, #3). A digit glued to a word (al2023) is part of the word, and so is a word by itself (web-beta).
const trailing = new RegExp(`${separators}(?:[vrb]|(?:build|rev|version)[-_.]?)?\\d+(?:T\\d+)?Z?$`, 'i');
// What makes a version a preview of itself: 1.0.0-rc.1, 2.4-beta.
const preRelease = /(?<=\d\.\d+)[-.](?:rc|alpha|beta|snapshot|dev)[-.]?\d*$/i;
const dangling = new RegExp(`${separators}$`);

/** The name without its trailing version, date, time or build number; the name itself if that leaves no word. */
export function nameStem(name: string): string {
  let stem = name.replace(/[)\]}]+$/, '');
  for (let shorter = shorten(stem); shorter !== stem; shorter = shorten(stem)) stem = shorter;
  stem = stem.replace(dangling, '');
  return /\p{L}/u.test(stem) ? stem : name;
}

const shorten = (stem: string): string => stem.replace(preRelease, '').replace(trailing, '');
