/** HTTP servers of this machine's own: on loopback, each on a port that the system gives it. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';

export interface Listening {
  readonly url: string;
  /** Stops at once: requests that wait for an answer are cut off. */
  readonly close: () => Promise<void>;
}

export const listenOnLoopback = async (
  listener: RequestListener,
  options: ServerOptions = {},
): Promise<Listening> => putOnLoopback(createServer(options, listener));

/** The same for a server that somebody else made. Rejects where no port is to be had. */
export async function putOnLoopback(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
