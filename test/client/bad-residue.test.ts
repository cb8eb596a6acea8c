import type { Json } from '../../src/base/index.js';
import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { payloads } from '../../src/gen/havoc/slack/payloads.js';
import { startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import { spoiltBy, withResidue } from '../wire/split-residue.js';
import { aMention, anEvent } from './deliveries.js';
import { createHarness } from './harness.js';
import { createRecordedLog } from './recorded-log.js';

// A sidecar of another version, or a hostile one, may send an invalid residue.

const RESIDUES: [title: string, residue: string][] = [
  ['that is not JSON', '{'],
  ['with a path through a missing object', '[[["a","b"],1]]'],
  ['with a path to a prototype', '[[["__proto__","polluted"],1]]'],
  ['with a list in place of the message', '[[[],[]]]'],
];
const polluted = () => (({}) as Json).polluted;

test.each(RESIDUES)(
  'a delivery with a residue %s is settled with a nak, and the next one is handled',
  async (_, residue) => {
    const harness = await createHarness();
    const handled: unknown[] = [];
    harness.havoc.event('app_mention', ({ event }) => void handled.push(event.text));
    const stream = await harness.connect();
    const { event: body = {}, id, lease } = anEvent({ type: 'app_mention', text: 'bad' });
    stream.deliver({ id, lease, event: spoiltBy(residue, payloads.event, body) });
    expect(await stream.requests.take()).toMatchObject({
      nak: { id, lease, error: expect.stringContaining('havoc_residue') },
    });
    const good = aMention();
    stream.deliver(good);
    expect(await stream.requests.take()).toMatchObject({ ack: { id: good.id } });
    expect(handled).toHaveLength(1);
    expect(polluted()).toBeUndefined();
    await harness.end();
  },
);

test.each(RESIDUES)(
  'an answer with a residue %s fails its call, and the next one succeeds',
  async (_, residue) => {
    const method = methods.get('users.info');
    if (method === undefined) throw new Error('There is no users.info.');
    const { path, response } = method;
    const good = response.encode({ ok: true, user: { id: 'U1' } });
    const answers = [withResidue(good, residue), good];
    const raw = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: (bytes: Buffer) => bytes,
      requestDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
      responseDeserialize: (bytes: Buffer) => bytes,
    };
    const info = (_call: unknown, done: (failure: null, bytes: Uint8Array | undefined) => void) =>
      done(null, answers.shift());
    const server = await startGrpcServer({
      address: '127.0.0.1:0',
      services: [{ definition: { info: raw }, implementation: { info } }],
      log: createLogger({ level: 'silent' }),
    });
    const havoc = new Havoc({ address: server.address, log: createRecordedLog() });
    await expect(havoc.slack.users.info({ user: 'U1' })).rejects.toMatchObject({
      name: 'HavocError',
      message: expect.stringContaining('havoc_residue'),
    });
    expect(await havoc.slack.users.info({ user: 'U1' })).toEqual({ ok: true, user: { id: 'U1' } });
    expect(polluted()).toBeUndefined();
    await havoc.stop();
    await server.stop(0);
  },
);
