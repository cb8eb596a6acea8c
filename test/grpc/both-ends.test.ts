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
  /** The most bytes that JSON and the message around it take. */
  const AROUND = 100;

  /** Calls with `asked` letters. Slack's answer has `answered` letters and the number of letters in the request. */
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

  test('is the same in both directions: a slightly smaller message passes', async () => {
    expect(await callWith({ asked: MOST - AROUND })).toMatchObject({ letters: MOST - AROUND });
    expect(await callWith({ answered: MOST - AROUND })).toHaveProperty('text.length', MOST - AROUND);
  });

  test.each([
    ['request', { asked: MOST }],
    ['answer', { answered: MOST }],
  ])('is named in the error if the %s is larger', async (_, sizes) => {
    await expect(callWith(sizes)).rejects.toMatchObject({
      kind: 'resource_exhausted',
      code: 'client.message_too_large',
      message: expect.stringContaining('some.method failed: its request or answer is larger than 16777216'),
    });
  });
});

describe('an idle stream', () => {
  const OFTEN_MS = 100;
  const FORGOTTEN_AFTER_MS = 2_500;
  /** Each ping has an answer, so both count. */
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

  /** Opens a stream through a proxy that drops idle connections. */
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
  ])('survives a proxy that drops idle connections, if %s pings', async (_, keepalive) => {
    const { proxy, stream } = await open(keepalive);
    const atFirst = proxy.carried();
    await until(() => stream.ended || proxy.carried() - atFirst > CARRIED);
    expect(stream.ended).toBe(false);
  });

  test('is lost if neither end pings', async () => {
    const { stream } = await open({});
    await until(() => stream.ended);
  });

  test('stays open for a client that pings more often than most servers allow', async () => {
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
