/** The audit page, and the API, on loopback for the one who started it: the ledger that they named, read as themselves. */
import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { InputFault } from '../../shared/domain/fault.ts';
import type { Api } from '../history/api/api.ts';
import { createAuditApp } from '../history/app.ts';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Port 0 takes any that is free. Throws `InputFault` where the port cannot be had. */
export async function servePage(api: Api, port: number): Promise<Served> {
  const app = new Hono();
  // A name that leads here from elsewhere on the web must not be answered: only who asks for this machine is.
  app.use(async (context, next) => {
    if (new URL(context.req.url).hostname !== host) return context.text('Ask for http://127.0.0.1', 403);
    return next();
  });
  app.route('/', createAuditApp(api));
  const server = createAdaptorServer({ fetch: app.fetch });
  const failed = Promise.withResolvers<never>();
  server.once('error', failed.reject);
  server.listen(port, host);
  await Promise.race([once(server, 'listening'), failed.promise]).catch((thrown: unknown) => {
    throw new InputFault([
      `--port ${port}: ${thrown instanceof Error ? thrown.message : String(thrown)}; give another one, or 0 for any`,
    ]);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${taken}/`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}

/** Until somebody says so: Ctrl-C, or the end of the terminal. */
export async function untilStopped(): Promise<void> {
  const stopped = Promise.withResolvers<undefined>();
  const stop = (): void => {
    stopped.resolve(undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  await stopped.promise;
}
