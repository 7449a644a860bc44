/** The way of a request through the simulator: who calls, what is asked, what goes wrong, what is answered. */
import { randomUUID } from 'node:crypto';
import type { Call } from './call.ts';
import { codes } from './codes.ts';
import type { Caller } from './credentials.ts';
import { callerOf } from './credentials.ts';
import type { Desk } from './desk.ts';
import { mishapFor } from './faults.ts';
import type { Operation, Visit } from './operation.ts';
import { jsonRpc } from './protocols/json-rpc.ts';
import type { RawAnswer, RawRequest } from './protocols/protocol.ts';
import { Refusal } from './refusal.ts';
import { protocols } from './services/services.ts';
import { statusOf } from './status.ts';
import type { World } from './world/world.ts';
import { placeOf } from './worlds.ts';

/** Undefined: no answer, ever. */
export async function answerTo(request: RawRequest, desk: Desk): Promise<RawAnswer | undefined> {
  const requestId = randomUUID();
  try {
    const caller = callerOf(request.headers.authorization);
    return await answerCaller(caller, request, requestId, desk);
  } catch (fault) {
    // Without a service there is no protocol to keep to.
    if (fault instanceof Refusal)
      return jsonRpc.refuse({ ...wordsOf(fault), status: fault.status ?? 400 }, requestId);
    throw fault;
  }
}

async function answerCaller(
  caller: Caller,
  request: RawRequest,
  requestId: string,
  desk: Desk,
): Promise<RawAnswer | undefined> {
  const protocol = protocols[caller.service];
  try {
    const { operation, call } = read(request, caller, desk);
    const output = await carryOut(operation, call, caller, desk);
    return output === undefined ? undefined : protocol.encode(output.value, operation.schema, requestId);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const status = fault.status ?? statusOf(caller.service, fault.code);
    return protocol.refuse({ ...wordsOf(fault), status }, requestId);
  }
}

const wordsOf = ({ code, message }: Refusal): { code: string; message: string } => ({ code, message });

function read(request: RawRequest, caller: Caller, desk: Desk): { operation: Operation; call: Call } {
  const protocol = protocols[caller.service];
  const name = protocol.operationOf(request);
  const operation = desk.operations[caller.service].get(name);
  if (operation === undefined)
    throw new Refusal(
      codes[caller.service].unknownOperation,
      `The simulator has no ${caller.service}:${name}.`,
    );
  return {
    operation,
    call: { ...caller, operation: name, input: protocol.decode(request, operation.schema) },
  };
}

/** Undefined: the request is met with silence. @throws {Refusal} */
async function carryOut(
  operation: Operation,
  call: Call,
  caller: Caller,
  desk: Desk,
): Promise<{ readonly value: unknown } | undefined> {
  desk.counter.count(caller, call.operation);
  for (const listener of desk.listeners) await listener(call);
  const visit = visitOf(caller, requireWorld(caller, desk), desk);
  const mishap = mishapFor(desk.faults, { ...call, place: placeOf(caller) });
  if (mishap?.kind === 'error') throw new Refusal(mishap.code, mishap.message, mishap.status);
  if (mishap === undefined) return { value: operation.run(call.input, visit) };
  if (desk.switches.timeoutTakesEffect || !isDeleting(call)) runUnheard(operation, call, visit);
  return undefined;
}

const isDeleting = ({ operation }: Call): boolean => /^(Delete|Deregister)/.test(operation);

function runUnheard(operation: Operation, { input }: Call, visit: Visit): void {
  try {
    operation.run(input, visit);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
  }
}

function requireWorld({ account, region }: Caller, { worlds }: Desk): World {
  const world = worlds.find(account, region);
  if (world !== undefined) return world;
  throw new Refusal('InvalidClientTokenId', `The simulated AWS has no account ${account}.`, 403);
}

const visitOf = (caller: Caller, world: World, desk: Desk): Visit => ({
  world,
  codes: codes[caller.service],
  clock: desk.clock,
  switches: desk.switches,
  pageSize: desk.pageSize,
  worldOf: (account) => desk.worlds.find(account, caller.region),
});
