import { describe, expect, it } from 'vitest';
import { csvField, csvRow } from '../../../functions/cli/output/csv.ts';

describe('a field of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
    'that a spreadsheet would run is text: %j',
    (text) => {
      expect(csvField(text).replace(/^"/, '')[0]).toBe("'");
    },
  );

  it('is quoted where it holds what parts fields or lines', () => {
    expect(csvField('a,b')).toBe('"a,b"');
    expect(csvField('say "no"')).toBe('"say ""no"""');
    expect(csvField('two\nlines')).toBe('"two\nlines"');
    expect(csvField('plain-1.0')).toBe('plain-1.0');
    expect(csvField('')).toBe('');
  });
});

it('ends a record with a carriage return, before the line feed of who prints it', () => {
  expect(csvRow(['a', 'b,c', ''])).toBe('a,"b,c",\r');
});
