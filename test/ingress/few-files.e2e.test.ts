import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { until } from '../support/until.js';
import { eventBody, openLine, requestText } from './bare-listener.js';
import { type LoneSidecar, startLoneSidecar } from './lone-sidecar.js';
import { JSON_TYPE, signed } from './signed.js';

const FILES = 256;
const CONNECTIONS = 600;
const WAVE = 50;

let sidecar: LoneSidecar;
beforeAll(async () => {
  sidecar = await startLoneSidecar({ files: FILES });
});
afterAll(() => sidecar.close());

const unsigned = requestText({
  body: '{}',
  headers: { 'content-type': JSON_TYPE, connection: 'keep-alive' },
});
const wrong = requestText({ body: '{}', headers: { ...signed(''), connection: 'keep-alive' } });

/** Opens a connection that keeps its side open after the answer. */
function keepOpen(bytes: Buffer): Socket {
  const socket = connect({ port: sidecar.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => socket.destroy());
  socket.resume();
  socket.write(bytes);
  return socket;
}

/** Sends an event on a connection of its own, and returns the status of the answer. */
async function slackGetsThrough(id: string): Promise<number | undefined> {
  const line = await openLine(sidecar.port);
  const body = eventBody(id);
  line.socket.write(requestText({ body, headers: { ...signed(body), connection: 'close' } }));
  await line.closed;
  return line.statuses()[0];
}

test.each([
  ['refused requests on connections that stay open', [unsigned, wrong]],
  ['pipelined requests without a signature', [Buffer.concat(Array(200).fill(unsigned))]],
  ['silent connections', [Buffer.alloc(0)]],
])(
  '%s leave file descriptors for Slack',
  async (what, said) => {
    const kept = await openLine(sidecar.port);
    const body = eventBody(`${what} kept`);
    kept.socket.write(requestText({ body, headers: signed(body) }));
    await until(() => kept.statuses().length === 1);
    const sockets: Socket[] = [];
    const statuses: (number | undefined)[] = kept.statuses();
    let mostOpen = 0;
    while (sockets.length < CONNECTIONS) {
      for (let at = 0; at < WAVE; at++) sockets.push(keepOpen(said[at % said.length] as Buffer));
      statuses.push(await slackGetsThrough(`${what} ${sockets.length}`));
      mostOpen = Math.max(mostOpen, readdirSync(`/proc/${sidecar.process.pid}/fd`).length);
    }
    kept.socket.write(requestText({ body, headers: signed(body) }));
    await until(() => kept.statuses().length === 2);
    expect(new Set([...statuses, ...kept.statuses()])).toEqual(new Set([200]));
    expect(mostOpen).toBeLessThan(FILES - WAVE);
    expect(sidecar.process.output()).not.toContain('EMFILE');
    for (const socket of [kept.socket, ...sockets]) socket.destroy();
  },
  60_000,
);
