/**
 * The retention policy as it is written. The one source of what is allowed: the parser checks with it, and the JSON
 * Schema for editors is generated from it. Nothing is converted here; see compile.ts.
 */
import * as z from 'zod';
import { imageStates, kinds, platforms } from '../domain/image.ts';
import {
  accountId,
  duration,
  externalId,
  glob,
  listedTagText,
  listOf,
  mapping,
  oneOf,
  region,
  roleArn,
  ruleName,
  share,
  tagKey,
  tagText,
  whole,
  yesOrNo,
} from './leaves.ts';

const tagValues = z.union([tagText, listOf(listedTagText, '[permanent, hold]')], {
  error: 'is no tag value; write text, a list of texts, or "*" for any value; put numbers and true in quotes',
});
const tags = z.record(tagKey, tagValues, {
  error: 'is not a mapping; write tag keys and their values, like { team: web }',
});

const kindList = listOf(oneOf(kinds, 'kind'), '[ec2]');
const globs = listOf(glob, '["web-*"]');

const select = mapping(
  {
    kinds: kindList.optional().describe('Kinds of image. Left out: all three.'),
    states: listOf(oneOf(imageStates, 'state'), '[failed, cancelled]')
      .optional()
      .describe('States of the image. Left out: available, deprecated, disabled.'),
    names: globs.optional().describe('Globs on the image name: * is any run of characters, ? is one.'),
    tags: tags
      .optional()
      .describe('Tags that the image bears, every key of them: a value, a list of values, or "*" for any.'),
    platforms: listOf(oneOf(platforms, 'platform'), '[linux]').optional().describe('Operating systems.'),
    recipes: globs
      .optional()
      .describe('Globs on the recipe name, for Image Builder images and the AMIs built by them.'),
    pipelines: globs
      .optional()
      .describe('Globs on the pipeline name, for Image Builder images and the AMIs built by them.'),
    accounts: listOf(accountId, '["123456789012"]').optional().describe('Account ids, in quotes.'),
    regions: listOf(region, '[us-east-1]').optional().describe('Region names.'),
  },
  '{} or { kinds: [ec2], names: ["web-*"] }',
);

const fields = ['kind', 'name', 'name-stem', 'architecture', 'platform', 'recipe', 'pipeline'] as const;
const field = z.union([z.enum(fields), z.templateLiteral(['tag:', z.string().min(1).max(128)])], {
  error: `is no field of an image; write ${fields.join(', ')} or tag:<key>`,
});

const keep = mapping(
  {
    newest: whole(0, 1_000_000, 5)
      .default(1)
      .describe(
        'How many of the newest available images of a family stay, whatever their age. 0 lets a family die out.',
      ),
    launchedWithin: duration
      .optional()
      .describe('An AMI launched within this time stays, like 14d. AWS says so for EC2 only.'),
  },
  '{ newest: 5 }',
);

const retire = mapping(
  { olderThan: duration.describe('Images older than this are retired, unless something keeps them: 90d.') },
  '{ olderThan: 90d }',
);

const rule = mapping(
  {
    name: ruleName.describe('Unique name. Every decision names its rule.'),
    select: select.describe('Which images the rule decides: all given parts must match. {} is every image.'),
    family: listOf(field, '[kind, name-stem]', 20)
      .default(['kind', 'name-stem'])
      .describe('Fields that make images one family, within which the newest are counted.'),
    keep: keep.prefault({}).describe('What stays although it is old.'),
    retire: retire.describe('What goes.'),
  },
  '{ name: stale, select: {}, retire: { olderThan: 90d } }',
);

const accountForm = 'self or { id: "123456789012", role: arn:aws:iam::123456789012:role/imagewarden }';
const otherAccount = mapping(
  {
    id: accountId.describe('The account id, in quotes.'),
    role: roleArn.describe('The role in that account to work through.'),
    externalId: externalId.exactOptional().describe('The external id that the role asks for, if it does.'),
  },
  accountForm,
);
const account = z.union([z.literal('self'), otherAccount], {
  error: `is no account; write ${accountForm}`,
});

const target = mapping(
  {
    regions: z
      .array(region, { error: 'is not a list; write a list, like [us-east-1]' })
      .max(100, { error: 'is too long a list; write at most 100' })
      .default([])
      .describe('Regions to look at. Left out: the region that Imagewarden runs in.'),
    accounts: listOf(account, '[self]')
      .default(['self'])
      .describe('Accounts to look at: self, or one with the role to enter it by.'),
    kinds: kindList.default([...kinds]).describe('Kinds of image to look at. Left out: all three.'),
  },
  '{ regions: [us-east-1], accounts: [self], kinds: [ec2] }',
);

const limits = mapping(
  {
    perRun: whole(0, 1_000_000, 20).describe(
      'Most images that one run may try to retire in one scope. 0: none.',
    ),
    share: share.describe(
      "Largest part of the scope's own images that one run may try to retire, like 25%. 0%: none.",
    ),
  },
  '{ perRun: 20, share: 25% }',
);

const readings = mapping(
  {
    launchTemplateVersions: whole(1, 10_000, 100)
      .default(10_000)
      .describe('How many versions of each launch template are searched for users of an image.'),
    usageReports: yesOrNo.default(false).describe('Whether AWS is asked which other accounts use an AMI.'),
  },
  '{ launchTemplateVersions: 10000, usageReports: false }',
);

const protect = mapping(
  {
    tags: tags.default({}).describe('An image bearing any one of these tags stays.'),
    names: z
      .array(glob, { error: 'is not a list; write a list, like ["golden-*"]' })
      .max(1000, { error: 'is too long a list; write at most 1000' })
      .default([])
      .describe('An image whose name matches any one of these globs stays.'),
  },
  '{ tags: { keep: "*" }, names: ["golden-*"] }',
);

export const document = mapping(
  {
    version: z.literal(1, { error: 'is no version of the policy language; write 1' }).describe('Always 1.'),
    mode: oneOf(['preview', 'enforce'], 'mode')
      .default('preview')
      .describe('preview: say what would be retired. enforce: retire it.'),
    targets: listOf(target, '[{ regions: [us-east-1] }]', 100)
      .optional()
      .describe('Where to look. Left out: the own account, the own region, all three kinds.'),
    limits: limits.describe('The bounds of one run in one scope (account, region, kind). The lesser holds.'),
    grace: duration.default('0d').describe('Time between "would be retired" and "may be retired", like 7d.'),
    historyDays: whole(1, 36_500, 400).default(400).describe('Days that history is kept.'),
    readings: readings.prefault({}).describe('How deep and how wide users of an image are looked for.'),
    protect: protect
      .prefault({})
      .describe('What is never retired, besides what the built-in protections keep.'),
    rules: z
      .array(rule, { error: 'is not a list; write a list of rules, each beginning with - name:' })
      .max(500, { error: 'is too long a list; write at most 500 rules' })
      .describe('The first rule whose select matches an image decides about it.'),
  },
  'version: 1, limits: …, rules: …',
);

/** As written, with the defaults filled in. */
export type PolicyDocument = z.output<typeof document>;
