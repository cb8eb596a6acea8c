import type { Frame } from '../../src/local-slack/protocol.js';
import { createConnection } from '../../src/local-slack-page/live/connection.js';
import { createFakeServer } from './fake-server.js';
import { message, posted, snapshot } from './made-up.js';

const change = (number: number): Frame => ({ type: 'change', number, updates: [posted(message(number))] });

function connect(wanted = {}) {
  const server = createFakeServer();
  const statuses: string[] = [];
  const frames: Frame[] = [];
  const connection = createConnection({
    url: 'ws://local/live',
    wanted,
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status),
    dial: server.dial,
  });
  const numbers = () => frames.flatMap((frame) => (frame.type === 'change' ? [frame.number] : []));
  return { server, statuses, numbers, connection };
}

test.each([
  [{}, {}],
  [{ as: 'U2' }, { as: 'U2' }],
  [
    { team: 'T2', as: 'U2' },
    { team: 'T2', as: 'U2' },
  ],
])('asks for %j', async (wanted, query) => {
  const { server, connection } = connect(wanted);
  expect((await server.tab()).query).toEqual(query);
  connection.stop();
});

test.each([1006, 1011, 1013])('resumes from the last change after a loss with code %i', async (code) => {
  const { server, statuses, numbers, connection } = connect();
  const tab = await server.tab();
  tab.send({ type: 'snapshot', snapshot: snapshot({ number: 10 }) });
  tab.send(change(11));
  tab.send(change(12));
  tab.lose(code);
  const next = await server.tab(1);
  expect(next.query).toEqual({ team: 'T1', as: 'U1', world: 'w1', since: '12' });
  expect(statuses).toEqual(['connecting', 'live', 'lost']);
  next.send({ type: 'resumed' });
  next.send(change(12));
  next.send(change(13));
  expect(statuses.at(-1)).toBe('live');
  expect(numbers()).toEqual([11, 12, 13]);
  connection.stop();
});

test('starts anew from the snapshot of another world', async () => {
  const { server, numbers, connection } = connect();
  const tab = await server.tab();
  tab.send({ type: 'snapshot', snapshot: snapshot({ number: 10 }) });
  tab.lose(1006);
  const next = await server.tab(1);
  next.send({ type: 'snapshot', snapshot: snapshot({ world: 'w2', number: 1 }) });
  next.send(change(2));
  expect(numbers()).toEqual([2]);
  next.lose(1006);
  expect((await server.tab(2)).query).toMatchObject({ world: 'w2', since: '2' });
  connection.stop();
});

test('does not come back after a refusal', async () => {
  const { server, statuses } = connect();
  (await server.tab()).lose(4403);
  expect(statuses).toEqual(['connecting', 'refused']);
});

test('answers open requests when the connection is lost, and when it is stopped', async () => {
  const { server, connection } = connect();
  const tab = await server.tab();
  const lost = connection.request({ type: 'find', text: 'a' });
  tab.lose(1006);
  expect(await lost).toMatchObject({ ok: false, error: 'connection_lost' });
  await server.tab(1);
  const stopped = connection.request({ type: 'find', text: 'b' });
  connection.stop();
  expect(await stopped).toMatchObject({ ok: false, error: 'connection_lost' });
});
