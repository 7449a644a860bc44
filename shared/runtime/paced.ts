/** Puts AWS clients under the pace of their account and region: every request, tries again included, waits its turn. */
import type { FinalizeRequestMiddleware, Pluggable } from '@smithy/types';
import type { Clock } from '../pipeline/ports.ts';
import { isThrottle, sdkErrorOf } from '../providers/sdk-error.ts';
import { createPace, shareOfRate, type Pace } from './pace.ts';
import { afterThrottling, publishedRate, shareOf } from './rates.ts';
import type { Surroundings } from './surroundings.ts';

/** The pace of an operation in one account and region. */
export type PaceOf = (service: string, operation: string) => Pace;

/** For one account and region. Throws if the share that the environment names is none. */
export function createPaces({ environment, clock }: Pick<Surroundings, 'environment' | 'clock'>): PaceOf {
  const share = shareOf(environment['RATE_SHARE']);
  const paces = new Map<string, Pace>();
  return (service, operation) => {
    const name = `${service}:${operation}`;
    const pace = paces.get(name) ?? newPace(service, operation, share, clock);
    paces.set(name, pace);
    return pace;
  };
}

function newPace(service: string, operation: string, share: number, clock: Clock): Pace {
  const rate = publishedRate(service, operation);
  const cautious = shareOfRate(afterThrottling, share);
  return createPace({ clock, cautious, rate: rate && shareOfRate(rate, share) });
}

interface PacedClient<Input extends object, Output extends object> {
  readonly middlewareStack: { use(plugin: Pluggable<Input, Output>): void };
}

/** The client itself, paced. */
export function paced<Input extends object, Output extends object, Client extends PacedClient<Input, Output>>(
  client: Client & PacedClient<Input, Output>,
  service: string,
  paceOf: PaceOf,
): Client {
  client.middlewareStack.use(plugin<Input, Output>(service, paceOf));
  return client;
}

/** After the retrying middleware, so that it sees each try. */
const plugin = <Input extends object, Output extends object>(
  service: string,
  paceOf: PaceOf,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) => {
    stack.addRelativeTo(waiting<Input, Output>(service, paceOf), {
      name: 'paceMiddleware',
      relation: 'after',
      toMiddleware: 'retryMiddleware',
      override: true,
    });
  },
});

const waiting =
  <Input extends object, Output extends object>(
    service: string,
    paceOf: PaceOf,
  ): FinalizeRequestMiddleware<Input, Output> =>
  (next, context) =>
  async (args) => {
    const pace = paceOf(service, String(context['commandName']).replace(/Command$/, ''));
    const turn = await pace.turn();
    try {
      return await next(args);
    } catch (thrown) {
      if (isThrottle(sdkErrorOf(thrown))) pace.throttled(turn);
      throw thrown;
    }
  };
