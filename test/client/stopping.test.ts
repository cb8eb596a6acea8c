import { runSource, type TestProcess } from '../support/process.js';
import { aMention } from './deliveries.js';
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

test.each([
  ['nobody waits for', {}],
  ['Slack waits for', { reply_by: new Date(Date.now() + 3_600_000) }],
])('a handler that never ends, of what %s, keeps neither stop() nor the process', async (_, more) => {
  const stream = await sidecar.streams.take();
  stream.deliver(aMention(more));
  await app.line(/^stopped$/);
  expect(await app.exited).toEqual({ code: 0, signal: null });
  const said = stream.requests.rest();
  expect(said.flatMap(({ drain }) => drain?.leases ?? [])).toHaveLength(1);
  expect(said.filter(({ extend, drain }) => !extend && !drain)).toEqual([]);
});
