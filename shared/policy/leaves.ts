/**
 * The single values of a policy. Every message reads "what is wrong; what to write instead": the sentence that is
 * made of it begins with the value.
 */
import * as z from 'zod';
import { durationPattern } from './durations.ts';
import { sharePattern } from './shares.ts';

const quote = 'is not text; put it in quotes';
const isBare = (input: unknown): boolean => typeof input === 'number' || typeof input === 'boolean';

/** A bare number or `true` is told to take quotes, since YAML changes what it reads as one. */
const boundedText = (error: string, longest: number) =>
  z
    .string({ error: ({ input }) => (isBare(input) ? quote : error) })
    .max(longest, { error: `is too long; write at most ${longest} characters` });

const textOf = (pattern: RegExp, error: string, longest: number) =>
  boundedText(error, longest).regex(pattern);

/** One of a few words. */
export const oneOf = <const Words extends readonly string[]>(words: Words, noun: string) =>
  z.enum(words, { error: `is no ${noun}; write ${words.join(', ')}` });

const durationError = 'is no duration; write a number and a unit, like 90d (h, d or w)';
const tooLong = /^\d{6,}(?:\.\d+)?[hdw]$/;
export const duration = z.string({ error: durationError }).regex(durationPattern, {
  error: ({ input }) =>
    tooLong.test(String(input))
      ? 'is too long a duration; write at most five digits, like 3650d'
      : durationError,
});

const shareError = 'is no share; write a percentage from 0% to 100%, like 25%';
export const share = z.string({ error: shareError }).regex(sharePattern);

const globError = 'is no glob; write a name in which * is any run of characters and ? is one';
export const glob = boundedText(globError, 256).min(1);

/** Names end up in tables and on terminals. */
const printable = /^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/;
export const ruleName = textOf(
  printable,
  'is no rule name; write one line of text, like stale-web-images',
  128,
);

export const accountIdPattern = /^\d{12}$/;
export const accountId = textOf(
  accountIdPattern,
  'is no account id; write its twelve digits in quotes, like "123456789012"',
  12,
);

export const region = textOf(
  /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/,
  'is no region; write its name, like us-east-1',
  32,
);

export const roleArn = textOf(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'is no role; write its ARN, like arn:aws:iam::123456789012:role/imagewarden',
  600,
);

export const externalId = textOf(
  /^[\w+=,.@:/-]{2,}$/,
  'is no external id; write the text that the role trusts, two characters or more',
  1224,
);

export const tagKey = z
  .string()
  .min(1, { error: 'is empty; write a tag key' })
  .max(128, { error: 'is too long; write at most 128 characters, as AWS allows' });

const tagError = 'is no tag value; write text, a list of texts, or "*" for any value';
export const tagText = boundedText(tagError, 256);
export const listedTagText = tagText.regex(/^(?!\*$)/, {
  error: 'is any value only where it stands alone; write "*" without a list',
});

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number, like: number) => {
  const error = `is not allowed here; write a whole number from ${least} to ${most}, like ${like}`;
  return z.int({ error }).min(least).max(most);
};

export const yesOrNo = z.boolean({ error: 'is neither true nor false; write true or false' });

/** A list of at least one. */
export function listOf<Item extends z.ZodType>(item: Item, like: string, most = 1000) {
  return z
    .array(item, { error: `is not a list; write a list, like ${like}` })
    .min(1, { error: `is an empty list; leave the key out, or write at least one, like ${like}` })
    .max(most, { error: `is too long a list; write at most ${most}` });
}

/**
 * A mapping without other keys than these. For an unknown key zod asks for a message too: it is the list of the keys
 * that are known, and the sentence is made around it.
 */
export const mapping = <Shape extends z.ZodRawShape>(shape: Shape, like: string) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : `is not a mapping; write it as ${like}`,
  });
