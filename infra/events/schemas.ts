/** Our own events as others get them. The JSON Schemas in this folder are made from these: `node infra/events/write-schemas.ts`. */
import * as z from 'zod';
import { imageStates, kinds } from '../../shared/domain/image.ts';
import { holdCodes, keepCodes, retireCodes } from '../../shared/domain/verdict.ts';
import type { HeldDetail, MarkedDetail, RetiredDetail } from '../../shared/pipeline/notice.ts';
import type { SweepDetail } from '../../shared/pipeline/sweep.ts';
import type { SweepTotals } from '../../shared/domain/sweep.ts';

const time = (description: string) => z.string().meta({ format: 'date-time', description });
const reasons = (codes: readonly string[], description: string) =>
  z.array(z.object({ code: z.enum(codes), detail: z.string() })).describe(description);

const run = time('scheduled time of the sweep that this belongs to');
const mode = z.enum(['preview', 'enforce']);
const policy = z.object({ hash: z.string().describe('sha256: and the hash of what the policy means') });

const image = z.object({
  image: z.string().describe('AMI id, Image Builder build version ARN, or AppStream image name'),
  kind: z.enum(kinds),
  account: z.string(),
  region: z.string(),
  name: z.string(),
  state: z.enum(imageStates),
  rule: z.string().nullable().describe('the rule of the policy that selected the image'),
  reasons: reasons([...retireCodes, ...keepCodes], 'what the policy said of it when it was last looked at'),
  dueAt: time('when it may be retired').nullable(),
  run,
  mode,
  policy,
});

const marked = image.extend({
  dueAt: time('when it will be retired, unless somebody tags it imagewarden:keep or starts to use it'),
});

const held = image.extend({
  heldBy: reasons([...holdCodes, ...keepCodes], 'why it was left alone although it was due'),
});

const retired = image.extend({
  outcome: z
    .enum(['deleted', 'already-gone'])
    .describe('already-gone: it went between our look and our call'),
  snapshots: z
    .array(z.object({ id: z.string(), result: z.string() }))
    .describe(
      'what became of each snapshot of an AMI, in the return code of AWS; tried again where it failed',
    ),
});

const count = (description: string) => z.int().nonnegative().describe(description);

const totals = z.object({
  scopes: count('scopes that the sweep went through'),
  owned: count('images found'),
  keep: count('images that the policy keeps'),
  retire: count('images that it would retire, now or when they are due'),
  deleted: count('images deleted'),
  alreadyGone: count('images that went between our look and our call'),
  held: count('images that were due and left alone'),
  refused: count('deletions that AWS refused'),
  unsure: count('deletions without an answer; the next sweep settles them'),
  blindSpots: count('readings that failed'),
}) satisfies Told<SweepTotals>;

const completed = z.object({
  run: time('scheduled time of the sweep'),
  begunAt: time('when the sweep began'),
  completedAt: time('when its last scope had finished'),
  mode,
  policy,
  totals,
  blindScopes: z
    .array(z.string())
    .describe('account/region/kind of scopes that could not be read in full, the first thousand'),
});

/** As a rule's target gets it: EventBridge adds version, id, account, region and resources. */
const event = <Detail extends z.ZodType>(type: string, detail: Detail) =>
  z.object({
    source: z.literal('imagewarden'),
    'detail-type': z.literal(type),
    time: time('when it happened'),
    detail,
  });

export const eventSchemas = {
  'Image Marked': event('Image Marked', marked satisfies Told<MarkedDetail>),
  'Image Held': event('Image Held', held satisfies Told<HeldDetail>),
  'Image Retired': event('Image Retired', retired satisfies Told<RetiredDetail>),
  'Sweep Completed': event('Sweep Completed', completed satisfies Told<SweepDetail>),
};

/** Every member that is told is described. */
type Told<Detail> = { shape: Record<keyof Detail, z.ZodType> };

export type EventType = keyof typeof eventSchemas;
export const eventTypes = [
  'Image Marked',
  'Image Held',
  'Image Retired',
  'Sweep Completed',
] as const satisfies EventType[];

/** `Image Marked` → `image-marked.schema.json` */
export const fileOf = (type: EventType): string => `${type.toLowerCase().replace(' ', '-')}.schema.json`;

/** Draft 4: the one that EventBridge's schema registry takes. */
export const schemaOf = (type: EventType) => ({
  title: type,
  ...z.toJSONSchema(eventSchemas[type], { target: 'draft-4', io: 'input' }),
});

/** As it is committed. */
export const schemaText = (type: EventType): string => `${JSON.stringify(schemaOf(type), null, 2)}\n`;
