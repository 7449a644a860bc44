/** The API for other programs: an OpenAPI document, made from what answers are made of. */
import * as z from 'zod';
import { events } from '../../../shared/domain/history.ts';
import { imageStates, kinds } from '../../../shared/domain/image.ts';
import { codes } from '../../../shared/pipeline/audit/codes.ts';
import { documents, shapes } from '../../../shared/pipeline/audit/document.ts';
import { mostLines, parameters } from '../../../shared/pipeline/audit/parse.ts';
import { questions } from './questions.ts';

type Question = (typeof questions)[number];

const summaries: Readonly<Record<Question, string>> = {
  history: 'Everything that happened to an image, oldest first.',
  why: 'How an image stood at a time, and why it was kept or retired.',
  images: 'All images that were there at a time; without one, those that are there now.',
  changes: 'What changed with `from` ≤ time < `to`.',
  vanished: 'Images that somebody else deleted, and who, where it is known.',
  runs: 'The runs with `from` ≤ scheduled time < `to`, the newest first.',
  sweeps:
    'The sweeps with `from` ≤ scheduled time < `to`, the newest first, and whether all their scopes finished.',
  next: 'What would be retired next, the soonest first.',
  overview: 'Counts over time, what was reclaimed, what the last runs could not see.',
};

const time = { type: 'string', format: 'date-time' };
const text = { type: 'string', maxLength: 1024 };

const given: Readonly<Record<string, { readonly description: string; readonly schema: object }>> = {
  image: { description: 'AMI id, Image Builder build version ARN, or AppStream image name.', schema: text },
  at: { description: 'As of this moment, in ISO 8601 with its zone.', schema: time },
  from: { description: 'From this moment on.', schema: time },
  to: { description: 'Before this moment.', schema: time },
  run: { description: 'Only what the run of this scheduled time did.', schema: time },
  event: { description: `Only these, with commas between: ${events.join(', ')}.`, schema: text },
  kind: { description: 'Only this kind.', schema: { type: 'string', enum: kinds } },
  account: { description: 'Only this account.', schema: text },
  region: { description: 'Only this region.', schema: text },
  state: { description: 'Only images in this state.', schema: { type: 'string', enum: imageStates } },
  rule: { description: 'Only images that this rule selected.', schema: text },
  reason: { description: 'Only images with this reason.', schema: { type: 'string', enum: codes } },
  tag: { description: 'Only images with this tag: `key`, or `key=value`.', schema: text },
  name: { description: 'Only images whose name this covers; `*` and `?` stand for others.', schema: text },
  limit: {
    description: 'About so many lines. A page may hold more, or fewer and yet not be the last.',
    schema: { type: 'integer', minimum: 1, maximum: mostLines, default: 100 },
  },
  cursor: { description: 'From the answer before, to the same question.', schema: text },
};

const required = (about: Question): readonly string[] => {
  if (about === 'history' || about === 'why') return ['image'];
  // With `run` they may be left out.
  return [];
};

const parametersOf = (about: Question) =>
  parameters[about].map((name) => ({
    name,
    in: 'query',
    ...(required(about).includes(name) && { required: true }),
    ...given[name],
  }));

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['parameter', 'detail'],
        properties: { parameter: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    candidates: { type: 'array', items: { type: 'object' } },
  },
};

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const body = (type: string, name: string) => ({ content: { [type]: { schema: refTo(name) } } });
const failure = (description: string) => ({ description, ...body('application/problem+json', 'problem') });

function documentOf(about: Question): string {
  if (about === 'why') return 'fact';
  return about === 'vanished' ? 'changes' : about;
}

const operation = (about: Question) => ({
  operationId: about,
  summary: summaries[about],
  parameters: parametersOf(about),
  responses: {
    200: { description: 'The answer.', ...body('application/json', documentOf(about)) },
    304: { description: 'As it was when you were given the ETag that you sent.' },
    400: failure('The question cannot be understood; every problem is told.'),
    ...(required(about).includes('image') && {
      404: failure('No such image is on record.'),
      409: failure('Several images bear the id; say which kind, account or region.'),
    }),
  },
});

function schemas(): object {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries({ ...shapes, ...documents })) {
    if (!registry.has(shape)) registry.add(shape, { id });
  }
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // A date's format says it all.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $id, $schema, ...rest }]) => [id, rest]),
  );
}

export function describeApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Imagewarden audit',
      version: '1',
      description:
        'What happened to machine images, and why. Read only. In AWS every request is signed (SigV4, service `lambda`).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(questions.map((about) => [`/api/${about}`, { get: operation(about) }])),
    components: { schemas: { ...schemas(), problem: problemSchema } },
  };
}

/** As it is committed. */
export const apiText = (): string => `${JSON.stringify(describeApi(), null, 2)}\n`;
