/** Texts that hurt whoever shows or reads them carelessly. */
export const nasty: readonly string[] = [
  'web\u001b[2J\u001b[1;1Hall is well',
  '\u001b]0;title\u0007\u001b]8;;http://evil.example\u0007link',
  'c1 \u009b31m \u0090 \u0085 end',
  'back\b\b\b\bspace, bell \u0007, null \0, delete \u007f',
  'one line\nami-0fake  ec2  keep\r\nand another\rover it',
  'right \u202egnp.exe\u202c to left \u2066 and \u200bnothing\ufeff',
  'separators \u2028 \u2029 \u0085',
  'half \ud800 of \udc00 a character',
  'quotes " \' ` \\ \\" %s ${x} $(id) `id`',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  "=cmd|' /C calc'!A0",
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '__proto__',
  'constructor',
  'toString',
  '🦊'.repeat(128),
  'é'.repeat(256),
  'a\u0301'.repeat(128),
  ' ',
];

/** What would steer a terminal, or turn a line around, if it came through. Line ends are told apart by counting lines. */
export const steers =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]/;

/** The same where characters of two halves may stand. */
export const isHarmless = (text: string): boolean =>
  text.isWellFormed() && !steers.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]|\r\n/g, ''));
