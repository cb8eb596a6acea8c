import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createHttpIngress } from '../../src/ingress/index.js';
import { createLogger } from '../../src/log/index.js';
import { LIMITS } from './limits.js';
import { SECRET } from './signed.js';

const open = () =>
  createHttpIngress({
    ...LIMITS,
    signingSecrets: [SECRET],
    accept: async () => ({ answer: Buffer.alloc(0), envelopeId: '1', outcome: 'ok' }),
    record: () => {},
    log: createLogger({ level: 'fatal', destination: { write: () => {} } }),
    bodyLimitBytes: 1_024,
    requestTimeoutMs: 5_000,
  });

async function isListening(port: number, host: string): Promise<boolean> {
  const socket = connect({ port, host });
  return once(socket, 'connect').then(
    () => socket.destroy() !== undefined,
    () => false,
  );
}

test('listens on the same port of all addresses of localhost, and closes all of them', async () => {
  const addresses = (await lookup('localhost', { all: true })).map(({ address }) => address);
  const listener = open();
  await listener.listen({ host: 'localhost', port: 0 });
  const { port } = listener.server.address() as AddressInfo;
  const listening = () => Promise.all(addresses.map((address) => isListening(port, address)));
  expect(new Set(await listening())).toEqual(new Set([true]));
  await listener.close();
  expect(new Set(await listening())).toEqual(new Set([false]));
});

test('rejects if the port is taken', async () => {
  const other = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const listener = open();
  await expect(listener.listen({ host: 'localhost', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await listener.close();
  other.close();
});

test('rejects if the machine does not have the address', async () => {
  const listener = open();
  // RFC 5737 reserves this address for documentation, so no machine has it.
  await expect(listener.listen({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  });
  await listener.close();
});
