// A place for a server that cannot be asked to take any.

import { createServer } from 'node:net';

/** A port that was free just now. */
export async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}
