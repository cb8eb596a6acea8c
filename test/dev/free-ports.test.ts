import { createServer } from 'node:net';
import { findFreePorts } from '../../src/dev/index.js';

test('the requested number of ports is found, and each can be used', async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  expect(servers.map((server) => server.listening)).toEqual(ports.map(() => true));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});
