import { run } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { LEAST, render } from './chart.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** The pod of `helm test`, as the manifest has it, with the sidecar of this test in the place of the Services. */
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

test('it proves by a signed challenge that Slack is let in, and shows how a pod is', async () => {
  const { code, output } = await reach({ SLACK_SIGNING_SECRET: stack.config.SLACK_SIGNING_SECRET });
  expect(output).toMatch(/\/readyz answers 200: .*"database":"ok"/);
  expect(output).toMatch(/\/slack\/events answers 200: [0-9a-f-]{36}/);
  expect(code).toBe(0);
});

test('it fails where the Secret has another signing secret than havoc runs with', async () => {
  const { code, output } = await reach({ SLACK_SIGNING_SECRET: '0123456789abcdef' });
  expect(output).toMatch(/\/slack\/events answers 401: .*signature\.wrong/);
  expect(code).toBe(1);
});

test('by Socket Mode alone it asks the pod, and says what it left out', async () => {
  const { code, output } = await reach({});
  expect(output).toContain('Socket Mode alone');
  expect(code).toBe(0);
});

test('it fails where a pod is not ready', async () => {
  const { code, output } = await reach({ HEALTH_URL: `${stack.sidecar().opsUrl}/none` });
  expect(output).toContain('A pod is not ready.');
  expect(code).toBe(1);
});
