import { Unrecoverable } from '../../src/client/index.js';
import { run } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let isMended = false;
const replayed: boolean[] = [];

beforeAll(async () => {
  stack = await startStack({ environment: { HAVOC_MAX_ATTEMPTS: '1' } });
  const app = stack.createApp();
  app.event('app_mention', ({ event, delivery }) => {
    if (isMended) replayed.push(delivery.replayed);
    else if (event.text.includes('hopeless')) throw new Unrecoverable('never');
    else throw new Error('not yet');
  });
  await app.start();
  for (const text of ['one', 'two', 'hopeless'])
    await stack.local.as('ana').post('#general', `<@${stack.local.botUserId}> ${text}`);
  await until(async () => (await stack.outcomes()).filter((outcome) => outcome === 'dead').length === 3);
});
afterAll(() => stack.stop());

async function dead(...args: string[]): Promise<{ code: number | null; lines: string[] }> {
  const process = run('dist/cli/bin.js', ['dead', ...args, '--address', stack.sidecar().grpcAddress], {});
  const { code } = await process.exited;
  return { code, lines: process.lines() };
}

test('lists dead letters, the newest last, with the reason and the error', async () => {
  const { code, lines } = await dead('list');
  expect(code).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(/event app_mention .* 1 attempt .* Error: not yet$/),
    expect.stringMatching(/event app_mention .* 1 attempt .* Error: not yet$/),
    expect.stringMatching(/event app_mention .* termed .* Unrecoverable: never$/),
  ]);
  expect((await dead('list', '--kind', 'command')).lines).toEqual(['No dead letter matches.']);
});

test('shows a whole dead letter, for people and for programs', async () => {
  const [first = ''] = (await dead('list', '--json', '--reason', 'termed')).lines;
  const { id } = JSON.parse(first);
  const { lines } = await dead('show', id);
  expect(lines.join('\n')).toContain('last error\nUnrecoverable: never');
  expect(lines.join('\n')).toContain('"type": "app_mention"');
  const [json = ''] = (await dead('show', id, '--json')).lines;
  expect(JSON.parse(json)).toMatchObject({ id, payload: { event: { type: 'app_mention' } } });
});

test('refuses to select without ids or options, or with both', async () => {
  for (const args of [['drop'], ['replay'], ['drop', '1', '--all']]) {
    const { code, lines } = await dead(...args);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('Give either the ids of the dead letters');
  }
});

test.each([
  ['--all', '3 dead letters'],
  ['--reason=termed', '1 dead letter'],
])('drops nothing with %s without a confirmation', async (by, what) => {
  expect(await dead('drop', by)).toEqual({
    code: 1,
    lines: [
      `This deletes ${what} permanently, and there is no terminal to confirm it. Give --yes to skip the question.`,
    ],
  });
  expect((await dead('list')).lines).toHaveLength(3);
});

test('drops and replays, and prints how many', async () => {
  expect((await dead('drop', '--reason', 'termed', '--yes')).lines).toEqual(['1 dead letter is dropped.']);
  isMended = true;
  expect((await dead('replay', '--all')).lines).toEqual(['2 dead letters are due again.']);
  await until(() => replayed.length === 2);
  expect(replayed).toEqual([true, true]);
});

test('exits with 1 for an id that does not exist', async () => {
  for (const [verb, done] of [
    ['replay', 'due again'],
    ['drop', 'dropped'],
  ] as const) {
    expect(await dead(verb, '123456')).toEqual({
      code: 1,
      lines: [
        `No dead letter is ${done}; 1 of the given ids does not exist. \`havoc dead list\` prints the existing ones.`,
      ],
    });
  }
});

test.each([[['drop', '--all']], [['drop', '--all', '--yes']], [['replay', '--all']]])(
  'asks for no confirmation when nothing matches: %j',
  async (args) => {
    expect(await dead(...args)).toEqual({ code: 0, lines: ['No dead letter matches.'] });
  },
);
