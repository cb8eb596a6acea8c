import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { parse } from 'yaml';
import { findFreePorts } from '../../src/dev/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { run, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';
import { eventBody, requestText } from './bare-listener.js';
import { JSON_TYPE, SECRET, signed } from './signed.js';

const CONNECTIONS = 2_000;
const WAVE = 100;
const MIB = 1024 * 1024;
const { havoc } = parse(readFileSync('helm/havoc/values.yaml', 'utf8'));
const limitMib = Number(/^(\d+)Mi$/.exec(havoc.resources.limits.memory)?.[1]);

let database: TestDatabase;
let sidecar: TestProcess;
let port: number;
beforeEach(async () => {
  database = await createTestDatabase();
  const [http, ops, grpc] = await findFreePorts(3);
  port = Number(http);
  sidecar = run('dist/cli/bin.js', ['serve'], {
    DATABASE_URL: database.url,
    SLACK_SIGNING_SECRET: SECRET,
    HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
    HAVOC_HTTP_PORT: `${http}`,
    HAVOC_OPS_PORT: `${ops}`,
    HAVOC_LOG_LEVEL: 'fatal',
    // In a container, Node.js limits its heap to half of the container's memory.
    NODE_OPTIONS: `--max-old-space-size=${limitMib / 2}`,
  });
  await until(() => isReady(Number(ops)), 60_000);
});
afterEach(async () => {
  await sidecar.end('SIGKILL');
  await database.drop();
});

async function isReady(ops: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${ops}/readyz`).catch(() => undefined);
  return answer?.status === 200;
}

/** Returns the peak memory of the process since it started. */
function peakMib(): number {
  const status = readFileSync(`/proc/${sidecar.pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

const HEAD = 'POST /slack/events HTTP/1.1\r\nhost: h\r\n';
const megabyte = Buffer.alloc(MIB, 'x');
const withheld = (headers: Record<string, string>) =>
  Buffer.concat([requestText({ headers: { ...headers, 'content-length': `${MIB + 1}` } }), megabyte]);
const chunked = (headers: Record<string, string>, chunks: string) => {
  const lines = Object.entries({ ...headers, 'transfer-encoding': 'chunked' });
  return Buffer.from(
    `${HEAD}${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${chunks}`,
  );
};
/** Headers with a fresh, well-formed signature that belongs to another body. */
const fresh = signed('');

const FLOODS: Readonly<Record<string, Buffer>> = {
  'withheld bodies without a signature': withheld({ 'content-type': JSON_TYPE }),
  'withheld bodies with a fresh signature': withheld(fresh),
  'withheld bodies that are compressed': withheld({ ...fresh, 'content-encoding': 'gzip' }),
  'withheld bodies of a few kilobytes': withheld(fresh).subarray(0, 20_000),
  'headers that never end': Buffer.from(`${HEAD}${'a:b\r\n'.repeat(3_000)}`),
  'chunks of a byte': chunked(fresh, '1\r\nx\r\n'.repeat(100_000)),
  'chunks of a packet': chunked(fresh, `400\r\n${'x'.repeat(1024)}\r\n`.repeat(900)),
  'whole bodies with a wrong signature': requestText({ headers: fresh, body: megabyte }),
  'pipelined requests': Buffer.from(`${HEAD}content-length: 0\r\n\r\n`.repeat(5_000)),
};

/** Opens a connection, and writes these bytes. Neither ends the connection nor reads from it. */
function open(bytes: Buffer): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.on('close', () => socket.destroy());
  socket.write(bytes);
  return socket;
}

async function slackGetsThrough(id: string): Promise<number> {
  const body = eventBody(id);
  const url = `http://127.0.0.1:${port}/slack/events`;
  const response = await fetch(url, { method: 'POST', body, headers: signed(body) });
  return response.status;
}

/** True if all bytes have been handed to the kernel, or if the connection is closed. */
function isSaid({ destroyed, connecting, writableLength }: Socket): boolean {
  return destroyed || (!connecting && writableLength === 0);
}

const everyFlood = Object.values(FLOODS);

test.each([
  ['withheld bodies', everyFlood.slice(1, 2)],
  ['all kinds of floods', everyFlood],
])(
  'stays within the chart’s memory limit under 2,000 connections with %s, and accepts Slack’s requests',
  async (what, floods) => {
    const sockets: Socket[] = [];
    const statuses = [await slackGetsThrough(`${what} first`)];
    while (sockets.length < CONNECTIONS) {
      // More at a time would wait in the kernel's queue of new connections, in which Slack's connections wait too.
      for (let count = 0; count < WAVE; count++) sockets.push(open(floods[count % floods.length] as Buffer));
      statuses.push(await slackGetsThrough(`${what} ${sockets.length}`));
    }
    await until(() => sockets.every(isSaid), 120_000);
    statuses.push(await slackGetsThrough(`${what} last`));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(peakMib()).toBeLessThan(limitMib);
    for (const socket of sockets) socket.destroy();
  },
  180_000,
);
