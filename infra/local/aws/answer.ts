/** The way of a request through the simulator: who calls, what is asked, what goes wrong, what is answered. */
import { randomUUID } from 'node:crypto';
import type { Call } from './call.ts';
import { codes } from './codes.ts';
import type { Caller } from './credentials.ts';
import { callerOf } from './credentials.ts';
import type { Desk } from './desk.ts';
import { mishapFor, type Mishap } from './faults.ts';
import { demandsOf } from './iam/demands.ts';
import type { Operation, Visit } from './operation.ts';
import { jsonRpc } from './protocols/json-rpc.ts';
import type { RawAnswer, RawRequest } from './protocols/protocol.ts';
import { Refusal } from './refusal.ts';
import type { Reply } from './server.ts';
import { protocols } from './services/services.ts';
import { statusOf } from './status.ts';
import type { World } from './world/world.ts';
import { placeOf } from './worlds.ts';

export async function answerTo(request: RawRequest, desk: Desk): Promise<Reply> {
  const requestId = randomUUID();
  try {
    const caller = callerOf(request.headers.authorization);
    return await answerCaller(caller, request, requestId, desk);
  } catch (fault) {
    // Without a service there is no protocol to keep to.
    if (fault instanceof Refusal)
      return { answer: jsonRpc.refuse({ ...wordsOf(fault), status: fault.status ?? 400 }, requestId) };
    throw fault;
  }
}

async function answerCaller(
  caller: Caller,
  request: RawRequest,
  requestId: string,
  desk: Desk,
): Promise<Reply> {
  const protocol = protocols[caller.service];
  let mishap: Mishap | undefined;
  const answer = await refusable(caller, requestId, async () => {
    const { operation, call } = read(request, caller, desk);
    desk.counter.count(caller, call.operation);
    for (const listener of desk.listeners) await listener(call);
    mishap = await mishapOf(call, caller, request, desk);
    const visit = visitOf(caller, requireWorld(caller, desk), desk);
    if (mishap?.kind !== 'error') requirePermission(call, visit);
    const output = carryOut(operation, call, visit, mishap);
    return isUnanswered(mishap) ? nothing : protocol.encode(output, operation.schema, requestId);
  });
  return isUnanswered(mishap) ? mishap.kind : { answer, cut: mishap?.kind === 'cut' };
}

type Unanswered = Extract<Mishap, { readonly kind: 'silence' | 'reset' }>;

const isUnanswered = (mishap: Mishap | undefined): mishap is Unanswered =>
  mishap?.kind === 'silence' || mishap?.kind === 'reset';

const nothing: RawAnswer = { status: 0, headers: {}, body: '' };

async function refusable(
  { service }: Caller,
  requestId: string,
  work: () => Promise<RawAnswer>,
): Promise<RawAnswer> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const status = fault.status ?? statusOf(service, fault.code);
    return protocols[service].refuse({ ...wordsOf(fault), status }, requestId);
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

async function mishapOf(
  call: Call,
  caller: Caller,
  { headers }: RawRequest,
  desk: Desk,
): Promise<Mishap | undefined> {
  // Faults that are set count every request, whatever happens to it.
  const set = mishapFor(desk.faults, { ...call, place: placeOf(caller) });
  if (desk.buckets?.take(caller, call.operation) === false) return throttled(desk.switches.throttleStatus);
  for (const disturber of desk.disturbers) {
    const mishap = await disturber(call, headers);
    if (mishap !== undefined) return mishap;
  }
  return set;
}

const throttled = (status: number): Mishap => ({
  kind: 'error',
  code: 'RequestLimitExceeded',
  message: 'Request limit exceeded.',
  status,
});

/** What the operation comes to; undefined where that is nobody's to read. @throws {Refusal} */
function carryOut(operation: Operation, call: Call, visit: Visit, mishap: Mishap | undefined): unknown {
  switch (mishap?.kind) {
    case undefined:
    case 'cut':
      return operation.run(call.input, visit);
    case 'empty-page':
      return operation.run(call.input, {
        ...visit,
        switches: { ...visit.switches, emptyPageWithToken: true },
      });
    case 'silence':
      if (mishap.done ?? (visit.switches.timeoutTakesEffect || !isDeleting(call)))
        operation.run(call.input, visit);
      return undefined;
    case 'reset':
      if (mishap.done) operation.run(call.input, visit);
      return undefined;
    case 'error':
      if (mishap.done === true) runUnheard(operation, call, visit);
      throw new Refusal(mishap.code, mishap.message, mishap.status);
  }
}

/** @throws {Refusal} in the service's own words */
function requirePermission(call: Call, visit: Visit): void {
  const denied = demandsOf(call, visit.world).find((demand) => !visit.permits(demand));
  if (denied === undefined) return;
  const { code, status } = visit.codes.denied;
  const message = `You are not authorized to perform: ${denied.action} on resource: ${denied.resource}`;
  throw new Refusal(code, message, status);
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
  worldsHere: () => desk.worlds.all().filter(({ region }) => region === caller.region),
  permits: (demand) => caller.principal === undefined || desk.permit?.(caller.principal, demand) !== false,
});
