import { run } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { LEAST, render } from './chart.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Runs the command of the `helm test` pod, with the sidecar of this test instead of the Services. */
async function reach(environment: object) {
  const [container] = render(LEAST).Pod.spec.containers;
  const [node, module = '', ...rest] = container?.command ?? [];
  expect(node).toBe('node');
  const names = container?.env?.map(({ name }) => name);
  expect(names).toEqual(['SLACK_URL', 'HEALTH_URL', 'SLACK_SIGNING_SECRET']);
  const { publicUrl, opsUrl } = stack.sidecar();
  const urls = { SLACK_URL: `${publicUrl}/slack/events`, HEALTH_URL: `${opsUrl}/readyz` };
  const reaching = run(module, rest, { ...urls, ...environment });
  return { ...(await reaching.exited), output: reaching.output() };
}

test('helm test sends a signed challenge like Slack, and prints the readiness of a pod', async () => {
  const { code, output } = await reach({ SLACK_SIGNING_SECRET: stack.config.SLACK_SIGNING_SECRET });
  expect(output).toMatch(/\/readyz answers 200: .*"database":"ok"/);
  expect(output).toMatch(/\/slack\/events answers 200: [0-9a-f-]{36}/);
  expect(code).toBe(0);
});

test('helm test fails if havoc runs with another signing secret than the one in the Secret', async () => {
  const { code, output } = await reach({ SLACK_SIGNING_SECRET: '0123456789abcdef' });
  expect(output).toMatch(/\/slack\/events answers 401: .*signature\.wrong/);
  expect(code).toBe(1);
});

test('with only Socket Mode, helm test requests the readiness, and says what it skipped', async () => {
  const { code, output } = await reach({});
  expect(output).toContain('Socket Mode only');
  expect(code).toBe(0);
});

test('helm test fails if a pod is not ready', async () => {
  const { code, output } = await reach({ HEALTH_URL: `${stack.sidecar().opsUrl}/none` });
  expect(output).toContain('A pod is not ready.');
  expect(code).toBe(1);
});
