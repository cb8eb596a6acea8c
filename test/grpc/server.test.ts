import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { EntitiesService } from '../../src/gen/havoc/v1/entities.js';
import { type GrpcServer, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { createCertificate } from '../support/certificate.js';

const TOKEN = 'a-token-of-sixteen';
const log = createLogger({ level: 'silent' });
const entities = {
  definition: EntitiesService,
  implementation: {
    getUser: (_call: unknown, callback: (failure: null, answer: object) => void) =>
      callback(null, { user: { id: 'U1' } }),
  },
};

let folder: string;
const running: GrpcServer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-grpc-'));
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop(0);
  await rm(folder, { recursive: true, force: true });
});

async function start(
  address: string,
  more: Partial<Parameters<typeof startGrpcServer>[0]> = {},
): Promise<GrpcServer> {
  const server = await startGrpcServer({ address, services: [entities], log, ...more });
  running.push(server);
  return server;
}

function getUser(address: string, metadata = new Metadata()): Promise<string | undefined> {
  const { path, requestSerialize, responseDeserialize } = EntitiesService.getUser;
  const client = new Client(address, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { id: 'U1' },
      metadata,
      (failure, answer) => {
        client.close();
        if (failure) reject(failure);
        else resolve(answer?.user?.id);
      },
    );
  });
}

test('serves on loopback, and returns the port', async () => {
  const { address } = await start('127.0.0.1:0');
  expect(address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  expect(await getUser(address)).toBe('U1');
});

test('serves on a unix socket, for its owner and group only', async () => {
  const { address } = await start(`unix:${folder}/havoc.sock`);
  expect(await getUser(address)).toBe('U1');
  expect((await stat(`${folder}/havoc.sock`)).mode & 0o777).toBe(0o660);
});

test('gives the socket to the group of its folder, which app and havoc may share', async () => {
  // Kubernetes sets up a volume with an fsGroup like this: new files in it belong to that group.
  const group = process.getuid?.() === 0 ? 12_345 : (process.getgid?.() ?? 0);
  await chown(folder, -1, group);
  await chmod(folder, 0o2770);
  const umask = process.umask(0);
  await start(`unix:${folder}/havoc.sock`).finally(() => process.umask(umask));
  const socket = await stat(`${folder}/havoc.sock`);
  expect([socket.gid, socket.mode & 0o777]).toEqual([group, 0o660]);
});

test('replaces a socket file that a killed process left', async () => {
  const path = `${folder}/havoc.sock`;
  const listen = `require('net').createServer().listen('${path}', () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', listen]);
  expect((await stat(path)).isSocket()).toBe(true);
  const { address } = await start(`unix:${path}`);
  expect(await getUser(address)).toBe('U1');
});

test('does not touch a file that is not a socket', async () => {
  await writeFile(`${folder}/notes.txt`, 'mine');
  await expect(start(`unix:${folder}/notes.txt`)).rejects.toMatchObject({ code: 'grpc.address_in_use' });
  expect(await readFile(`${folder}/notes.txt`, 'utf8')).toBe('mine');
});

test('does not touch a socket that has a listener', async () => {
  const other = createServer().listen(`${folder}/havoc.sock`);
  await once(other, 'listening');
  await expect(start(`unix:${folder}/havoc.sock`)).rejects.toMatchObject({ code: 'grpc.address_in_use' });
  other.close();
});

test.each([
  ['a missing folder', () => `unix:${folder}/none/havoc.sock`, /create its folder/],
  ['a path that is too long', () => `unix:${folder}/${'x'.repeat(120)}`, /at most 103 bytes/],
])('says why it cannot listen: %s', async (_case, address, message) => {
  await expect(start(address())).rejects.toMatchObject({
    kind: 'failed_precondition',
    code: 'grpc.cannot_listen',
    message: expect.stringMatching(message),
  });
});

test('reports a port in use by its error only, not in the log', async () => {
  const { address } = await start('127.0.0.1:0');
  const logged: string[] = [];
  const noisy = createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } });
  const before = console.error;
  console.error = (line: string) => void logged.push(line);
  const taken = start(address, { log: noisy }).finally(() => {
    console.error = before;
  });
  await expect(taken).rejects.toMatchObject({ code: 'grpc.address_in_use' });
  expect(logged).toEqual([]);
});

test('logs the warnings of grpc-js, without values of headers', async () => {
  const logged: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void logged.push(JSON.parse(line)) };
  const { address } = await start('127.0.0.1:0', { log: createLogger({ level: 'warn', destination }) });
  const session = connect(`http://${address}`);
  const { path } = EntitiesService.getUser;
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const call = session.request({ ...headers, authorization: 'Bearer schlüssel' });
  call.end();
  await once(call, 'response');
  session.destroy();
  expect(logged).toMatchObject([
    { level: 'warn', source: 'grpc-js', msg: 'Failed to add metadata entry authorization' },
  ]);
});

test.each(['0.0.0.0:0', '[::]:0', '192.0.2.1:7433'])(
  'refuses %s without TLS and a token',
  async (address) => {
    await expect(start(address)).rejects.toMatchObject({ code: 'grpc.unprotected_address' });
    await expect(start(address, { token: TOKEN })).rejects.toMatchObject({
      code: 'grpc.unprotected_address',
    });
  },
);

test.each([
  ['no certificate', 'not PEM', createCertificate([]).key],
  ['the key of another certificate', createCertificate([]).cert, createCertificate([]).key],
])('refuses to serve TLS with %s', async (_case, cert, key) => {
  const tls = { cert: Buffer.from(cert), key: Buffer.from(key) };
  const refused = await start('127.0.0.1:0', { tls }).catch((thrown) => thrown);
  expect(refused).toMatchObject({ code: 'grpc.bad_certificate', kind: 'invalid_argument' });
  expect(refused.message).toContain('HAVOC_GRPC_TLS_CERT');
  expect(`${refused.message} ${refused.cause}`).not.toContain('PRIVATE KEY');
});

test.each([
  ['no token', undefined],
  ['another token', 'Bearer another-token-of-16'],
  ['the token without its scheme', TOKEN],
])('refuses a call with %s', async (_case, authorization) => {
  const { address } = await start('127.0.0.1:0', { token: TOKEN });
  const metadata = new Metadata();
  if (authorization) metadata.set('authorization', authorization);
  const failure: ServiceError = await getUser(address, metadata).then(
    () => Promise.reject(new Error('The call was accepted.')),
    (refused) => refused,
  );
  expect(failure.code).toBe(status.UNAUTHENTICATED);
  expect(failure.details).not.toContain(TOKEN);
});

test('accepts a call with the token', async () => {
  const { address } = await start('127.0.0.1:0', { token: TOKEN });
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${TOKEN}`);
  expect(await getUser(address, metadata)).toBe('U1');
});

/** Calls a method with raw bytes, as a program without our stubs does. */
function callRaw(address: string, path: string, request: Buffer, metadata = new Metadata()): Promise<Buffer> {
  const client = new Client(address, credentials.createInsecure());
  const same = (bytes: Buffer) => bytes;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, request, metadata, (failure, answer) => {
      client.close();
      if (answer) resolve(answer);
      else reject(failure);
    });
  });
}

test('answers health checks, even without a token', async () => {
  const server = await start('127.0.0.1:0', { token: TOKEN });
  const check = () => callRaw(server.address, '/grpc.health.v1.Health/Check', Buffer.alloc(0));
  expect(await check()).toEqual(Buffer.from([8, 1]));
  server.setServing(false);
  expect(await check()).toEqual(Buffer.from([8, 2]));
});

test('has no reflection by default', async () => {
  const { address } = await start('127.0.0.1:0');
  const path = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
  await expect(callRaw(address, path, Buffer.from([0x3a, 0x00]))).rejects.toMatchObject({
    code: status.UNIMPLEMENTED,
  });
});

test('lists its services by reflection if that is on', async () => {
  const { address } = await start('127.0.0.1:0', { reflection: true });
  const client = new Client(address, credentials.createInsecure());
  const same = (bytes: Buffer) => bytes;
  const stream = client.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    same,
    same,
  );
  // ServerReflectionRequest { list_services = 7: "" }
  stream.write(Buffer.from([0x3a, 0x00]));
  const [answer] = await once(stream, 'data');
  // ServerReflectionRequest { file_containing_symbol = 4 }
  const symbol = 'grpc.health.v1.Health';
  stream.write(Buffer.from([0x22, symbol.length, ...Buffer.from(symbol)]));
  const [health] = await once(stream, 'data');
  stream.end();
  // Wait until the server has ended the call too. Otherwise closing the client would cancel it.
  stream.resume();
  await once(stream, 'end');
  client.close();
  // Clients that check descriptors reject a map entry with any other name.
  expect(health.toString()).toContain('StatusesEntry');
  for (const name of [
    'grpc.health.v1.Health',
    'havoc.v1.Events',
    'havoc.v1.Messages',
    'havoc.slack.chat.v1.Chat',
    'havoc.slack.views.v1.Views',
  ]) {
    expect(answer.toString()).toContain(name);
  }
});
