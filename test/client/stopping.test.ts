import { within } from '../../src/base/index.js';
import { runSource, type TestProcess } from '../support/process.js';
import { aMention, anEvent } from './deliveries.js';
import { type FakeSidecar, startFakeSidecar } from './fake-sidecar.js';

let sidecar: FakeSidecar;
let app: TestProcess;
beforeEach(async () => {
  sidecar = await startFakeSidecar({ leaseMs: 300 });
  app = runSource('test/client/endless-app.ts', [sidecar.address]);
});
afterEach(async () => {
  await app.end('SIGKILL');
  await sidecar.stop();
});

const asked = (text: string) => anEvent({ type: 'app_mention', user: 'U1', channel: 'C1', text });

test.each([
  ['a handler that never ends', aMention()],
  [
    'a handler that never ends while Slack awaits its reply',
    aMention({ reply_by: new Date(Date.now() + 3_600_000) }),
  ],
  ['a handler whose call is never answered', asked('call')],
  ['a handler whose download makes no progress', asked('read')],
])('%s blocks neither stop() nor the exit of the process', async (_, delivery) => {
  sidecar.answers.set('auth.test', () => new Promise(() => {}));
  const stream = await sidecar.streams.take();
  stream.deliver(delivery);
  await app.line(/^stopped$/);
  expect(await within(10_000, app.exited)).toBe(true);
  expect(await app.exited).toEqual({ code: 0, signal: null });
  const said = stream.requests.rest();
  expect(said.flatMap(({ drain }) => drain?.leases ?? [])).toHaveLength(1);
  expect(said.filter(({ extend, drain }) => !extend && !drain)).toEqual([]);
});
