import { once } from 'node:events';
import { connect } from 'node:http2';
import { readAddress } from '../../src/client/address.js';
import { type Channel, createChannel } from '../../src/client/channel.js';
import { Havoc } from '../../src/client/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import {
  EventsService,
  type SubscribeRequest,
  type SubscribeResponse,
} from '../../src/gen/havoc/v1/events.js';
import { createApiService, type GrpcServer, type Service, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Send } from '../../src/outbound/index.js';
import { createRecordedLog } from '../client/recorded-log.js';
import { startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const log = createLogger({ level: 'silent' });
const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function serve(service: Service, more: { keepaliveMs?: number } = {}): Promise<GrpcServer> {
  const server = await startGrpcServer({ address: '127.0.0.1:0', services: [service], log, ...more });
  releases.push(() => server.stop(0));
  return server;
}

describe('the largest message', () => {
  const MOST = 16 * 1024 * 1024;
  /** What JSON and the message around it take, at most. */
  const AROUND = 100;

  /** Slack answers with so many letters, and tells how many it was asked with. */
  async function callWith({ asked = 0, answered = 0 }: { asked?: number; answered?: number }) {
    const send: Send = async ({ args = {} }) => {
      const letters = String(args.text).length;
      return { ok: true, status: 200, body: { ok: true, letters, text: 'x'.repeat(answered) } };
    };
    const server = await serve(createApiService({ send, methods, log }));
    const havoc = new Havoc({ address: server.address, log: createRecordedLog() });
    releases.push(() => havoc.stop());
    return havoc.slack.call('some.method', { text: 'x'.repeat(asked) });
  }

  test('is the same both ways: what is just below it passes', async () => {
    expect(await callWith({ asked: MOST - AROUND })).toMatchObject({ letters: MOST - AROUND });
    expect(await callWith({ answered: MOST - AROUND })).toHaveProperty('text.length', MOST - AROUND);
  });

  test.each([
    ['asked', { asked: MOST }],
    ['answered', { answered: MOST }],
  ])('is said where what is %s is above it', async (_, sizes) => {
    await expect(callWith(sizes)).rejects.toMatchObject({
      kind: 'resource_exhausted',
      code: 'client.message_too_large',
      message: expect.stringContaining(
        'some.method failed: what was asked or answered is larger than the 16777216',
      ),
    });
  });
});

describe('a stream on which nothing is said', () => {
  const OFTEN_MS = 100;
  const FORGOTTEN_AFTER_MS = 2_500;
  /** A question and its answer are two. */
  const CARRIED = (3 * FORGOTTEN_AFTER_MS) / OFTEN_MS;

  const quiet: Service = {
    definition: EventsService,
    implementation: {
      subscribe(stream: {
        write(response: SubscribeResponse): void;
        on(name: string, then: () => void): void;
      }) {
        stream.on('error', () => {});
        stream.write({ opened: { id: '1' } });
      },
      respond() {},
    },
  };

  /** Through a proxy that forgets what is silent. */
  async function open(keepalive: { server?: number; client?: number }) {
    const server = await serve(quiet, { keepaliveMs: keepalive.server });
    const port = Number(server.address.split(':')[1]);
    const proxy = await startProxy({ host: '127.0.0.1', port }, { forgetsAfterMs: FORGOTTEN_AFTER_MS });
    releases.push(() => proxy.close());
    const address = readAddress(`127.0.0.1:${proxy.port}`);
    const channel = createChannel({ address, keepaliveMs: keepalive.client });
    releases.push(() => channel.close());
    return { proxy, stream: await subscribe(channel) };
  }

  async function subscribe({ client, metadata }: Channel) {
    const { path, requestSerialize, responseDeserialize } = EventsService.subscribe;
    const duplex = client.makeBidiStreamRequest<SubscribeRequest, SubscribeResponse>(
      path,
      requestSerialize,
      responseDeserialize,
      metadata(),
    );
    const stream = { ended: false };
    duplex.on('error', () => {
      stream.ended = true;
    });
    await once(duplex, 'data');
    return stream;
  }

  test.each([
    ['the sidecar', { server: OFTEN_MS }],
    ['the app', { client: OFTEN_MS }],
  ])('is kept through a proxy that forgets by what %s asks', async (_, keepalive) => {
    const { proxy, stream } = await open(keepalive);
    const atFirst = proxy.carried();
    await until(() => stream.ended || proxy.carried() - atFirst > CARRIED);
    expect(stream.ended).toBe(false);
  });

  test('would be lost where neither asks', async () => {
    const { stream } = await open({});
    await until(() => stream.ended);
  });

  test('costs a client nothing that asks more often than others allow', async () => {
    const { address } = await serve(quiet);
    const session = connect(`http://${address}`);
    releases.push(() => session.destroy());
    const ends: string[] = [];
    for (const name of ['goaway', 'error', 'close']) session.on(name, () => ends.push(name));
    await once(session, 'connect');
    for (let asked = 0; asked < 50; asked++) {
      await new Promise<void>((resolve, reject) => {
        session.ping((failure) => (failure ? reject(failure) : resolve()));
      });
    }
    expect(ends).toEqual([]);
  });
});
