/** The local table on a thread of its own: whoever fills it need not wait for its turn at one processor. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { InputFault, NewerFormatFault } from '../../../shared/domain/fault.ts';
import { localClient, type LocalTable } from './start.ts';

const told = z.union([
  z.object({ endpoint: z.string(), name: z.string() }),
  z.object({ fault: z.enum(['InputFault', 'NewerFormatFault']), problems: z.array(z.string()) }),
]);
export type Told = z.infer<typeof told>;

/** @throws InputFault or NewerFormatFault if the folder cannot be used. */
export async function startTableApart(dir: string): Promise<LocalTable> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: dir });
  const first = Promise.withResolvers<unknown>();
  worker.once('message', first.resolve);
  worker.once('error', first.reject);
  const begun = z.parse(told, await first.promise);
  if ('fault' in begun) {
    await worker.terminate();
    throw begun.fault === 'InputFault'
      ? new InputFault(begun.problems)
      : new NewerFormatFault(begun.problems.join('\n'));
  }
  const { endpoint, name } = begun;
  const client = localClient(endpoint);
  return {
    name,
    client,
    environment: { AWS_ENDPOINT_URL_DYNAMODB: endpoint, TABLE_NAME: name },
    close: async () => {
      client.destroy();
      const ended = once(worker, 'exit');
      worker.postMessage('close');
      await ended;
    },
  };
}
