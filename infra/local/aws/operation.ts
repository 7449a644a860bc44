/** One operation of a simulated service. */
import type { StaticOperationSchema } from '@smithy/types';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Clock } from '../../../shared/pipeline/ports.ts';
import { shapeProblems } from '../account/shape-problems.ts';
import type { Wire } from '../account/wire.ts';
import { isRecord } from '../account/wire.ts';
import type { Codes } from './codes.ts';
import type { Demand } from './iam/evaluate.ts';
import { Refusal } from './refusal.ts';
import type { Switches } from './switches.ts';
import type { World } from './world/world.ts';

/** Where a request arrives and under which circumstances. */
export interface Visit {
  readonly world: World;
  readonly codes: Codes;
  readonly clock: Clock;
  readonly switches: Switches;
  /** Most items of a page, whatever is asked for. */
  readonly pageSize: number;
  /** Another account's world, if the simulated AWS has that account. */
  worldOf(account: string): World | undefined;
  /** What every account holds in this region. */
  worldsHere(): readonly World[];
  /** Whether who calls may also do this. */
  permits(demand: Demand): boolean;
}

export interface Operation {
  readonly schema: StaticOperationSchema;
  /** @throws {Refusal} */
  run(input: unknown, visit: Visit): unknown;
}

type Handle<Input, Output> = (input: Wire<Input>, visit: Visit) => Wire<Output>;

/** Checks the input against the client's own schema before the operation sees it. */
export function operation<Input, Output>(
  schema: StaticOperationSchema,
  handle: Handle<Input, Output>,
): Operation {
  const accepts = (input: unknown): input is Wire<Input> =>
    shapeProblems(schema[4], input).next().done === true;
  return {
    schema,
    run(input, visit) {
      requireMembers(schema, input, visit.codes);
      if (!accepts(input)) throw new Refusal(visit.codes.wrongType, 'A parameter has the wrong type.');
      return handle(input, visit);
    },
  };
}

function requireMembers(schema: StaticOperationSchema, input: unknown, { missingParameter }: Codes): void {
  const missing = requiredMembers(schema).find((name) => !isRecord(input) || input[name] === undefined);
  if (missing === undefined) return;
  throw new Refusal(missingParameter, `The request must contain the parameter ${missing}`);
}

/** A structure's schema counts its required members, which come first. */
function requiredMembers(operationSchema: StaticOperationSchema): readonly string[] {
  const shape = NormalizedSchema.of(operationSchema[4]).getSchema();
  if (!Array.isArray(shape) || shape[0] !== 3) return [];
  return shape[4].slice(0, shape[6] ?? 0);
}
