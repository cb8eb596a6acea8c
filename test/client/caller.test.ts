import { HavocError, SlackError } from '../../src/client/index.js';
import { toSlackStatus } from '../../src/grpc/status.js';
import { aClick, aMention } from './deliveries.js';
import { CALLS, HANDLERS, readAll } from './failing-calls.js';
import { Failure } from './fake-sidecar.js';
import { createHarness, type Harness } from './harness.js';

let harness: Harness;

beforeEach(async () => {
  harness = await createHarness();
  const { code, details, metadata } = toSlackStatus('chat.postMessage', {
    ok: false,
    error: 'channel_not_found',
    status: 200,
    body: { ok: false, error: 'channel_not_found' },
  });
  harness.sidecar.answers.set('chat.postMessage', () => {
    throw new Failure(Number(code), String(details), metadata ?? undefined);
  });
});
afterEach(() => harness.end());

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

test.each(Object.entries(CALLS))('the stack of an error of %s shows the caller', async (_name, call) => {
  const error = await thrownBy(call(harness.havoc));
  expect([HavocError, SlackError]).toContain((error as Error).constructor);
  const { name, message, stack = '' } = error as Error;
  expect(stack).toContain('failing-calls.ts');
  expect(stack.startsWith(`${name}: ${message}\n    at `)).toBe(true);
});

test.each(Object.entries(HANDLERS))(
  'the stack of an error of %s shows the handler',
  async (_name, listen) => {
    const errors: Error[] = [];
    harness.havoc.error((error) => void errors.push(error));
    listen(harness.havoc);
    const stream = await harness.connect();
    stream.deliver(aMention());
    stream.deliver(aClick([{ action_id: 'go' }], { response_url: 'https://hooks.slack.com/actions/1' }));
    await stream.requests.take();
    await stream.requests.take();
    expect(errors.map(({ stack = '' }) => stack.includes('failing-calls.ts'))).toEqual([true]);
  },
);

test('the reason of an abort keeps its own stack, even if several calls share it', async () => {
  const controller = new AbortController();
  const reason = new HavocError({ kind: 'cancelled', code: 'app.enough', message: 'enough' });
  const { stack } = reason;
  controller.abort(reason);
  const { slack } = harness.havoc;
  const options = { signal: controller.signal };
  expect(await thrownBy(slack.auth.test({}, options))).toBe(reason);
  expect(await thrownBy(readAll(slack.users.list.pages({}, options)))).toBe(reason);
  expect(reason.stack).toBe(stack);
});
