import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { createLive, NOT_ALLOWED } from '../../../src/local-slack/page-server/socket.js';
import { mayActAsPeople } from '../../../src/local-slack/policy/acting.js';
import { createScene } from '../support/scene.js';

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['192.0.2.7', false],
  ['::ffff:192.0.2.7', false],
  ['2001:db8::1', false],
])('a browser at %s may act as people: %s', (from, may) => {
  expect(mayActAsPeople({ from, allowed: 'loopback' })).toBe(may);
  expect(mayActAsPeople({ from, allowed: 'anywhere' })).toBe(true);
});

test('a tab on another machine is told why it is refused, and is sent nothing of the workspace', async () => {
  const live = createLive({ ...(await createScene()), actFrom: 'loopback' });
  const server = createServer().on('upgrade', (request, socket, head) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: '192.0.2.7' });
    live.upgrade(request, socket, head);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`);
  const frames: unknown[] = [];
  socket.on('message', (data) => frames.push(data));
  const [code, reason] = await once(socket, 'close');
  expect(code).toBe(NOT_ALLOWED);
  expect(String(reason)).toBe('Acting as people is allowed on the machine of the local Slack only.');
  expect(frames).toEqual([]);
  await live.stop();
  server.close();
});
