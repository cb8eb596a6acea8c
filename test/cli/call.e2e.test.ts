import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApiService, startGrpcServer } from '../../src/grpc/index.js';
import { createLogger } from '../../src/log/index.js';
import type { Send } from '../../src/outbound/index.js';
import { run } from '../support/process.js';
import { type Stack, startStack } from '../support/stack.js';

const log = createLogger({ level: 'silent' });
let stack: Stack;
let channel: string;
beforeAll(async () => {
  stack = await startStack();
  channel = stack.local.channel('general').id;
});
afterAll(() => stack.stop());

async function call(...args: string[]): Promise<{ code: number | null; output: string }> {
  const process = run('dist/cli/bin.js', ['call', ...args, '--address', stack.sidecar().grpcAddress], {});
  const { code } = await process.exited;
  return { code, output: process.output() };
}

test('calls a method with nested arguments, and prints Slack’s answer', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*hi*' } }, { type: 'divider' }];
  const { code, output } = await call('chat.postMessage', JSON.stringify({ channel, text: 'hi', blocks }));
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ ok: true, channel, message: { text: 'hi' } });
  expect(stack.local.messages('general').at(-1)?.message.blocks).toMatchObject(blocks);
});

test('arguments that the contract does not declare reach Slack', async () => {
  await call('users.list', '{"limit":1,"something_newer":"yes"}');
  expect(stack.local.calls('users.list').at(-1)?.args).toMatchObject({ limit: '1', something_newer: 'yes' });
});

test('calls a method that none of Slack’s packages declares, and prints that the local Slack lacks it', async () => {
  const { output: names } = await call('--list', 'assistant.search');
  expect(names).toBe('assistant.search.context\n');
  const { code, output } = await call(
    'assistant.search.context',
    '{"query":"gizmo","content_types":["messages","files"],"limit":5}',
  );
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringContaining('assistant.search.context: unknown_method'),
  });
  expect(stack.local.calls('assistant.search.context')).toMatchObject([
    { args: { query: 'gizmo', content_types: '["messages","files"]', limit: '5' } },
  ]);
});

test.each([
  [
    'Slack’s refusal',
    ['chat.postMessage', '{"channel":"C0NONE","text":"x"}'],
    'chat.postMessage: channel_not_found',
  ],
  ['a typo', ['chat.postMesage', '{}'], 'Did you mean chat.postMessage?'],
  ['a name without its family', ['postMessage'], 'Did you mean chat.postMessage?'],
  ['a family', ['admin.users.session'], 'admin.users.session is a family of methods'],
  ['an invalid name', ['../x', '{}'], 'not the name of a Web API method'],
  ['a secret', ['oauth.v2.access', '{}'], 'must stay inside havoc'],
  ['invalid JSON', ['auth.test', '{channel}'], 'are not valid JSON'],
  ['a list', ['auth.test', '[]'], 'are not a JSON object'],
  ['an unknown installation', ['auth.test', '{}', '--team', 'T0NONE'], /T0NONE.* Leave out --team/],
  ['a user without a token', ['auth.test', '{}', '--user', 'U0NONE'], /U0NONE\. Leave out --user/],
  ['a token among the arguments', ['chat.postMessage', '{"token":"x"}'], /choose the workspace with --team/],
])('explains %s, and exits with 1', async (_, args, text) => {
  expect(await call(...args)).toEqual({ code: 1, output: expect.stringMatching(text) });
});

test('takes and prints deeply nested JSON', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-call-'));
  const send: Send = async ({ args }) => ({ ok: true, status: 200, body: { ok: true, ...args } });
  const services = [createApiService({ send, methods: new Map(), log })];
  const server = await startGrpcServer({ address: `unix:${folder}/havoc.sock`, services, log });
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const args = ['call', 'some.newerMethod', `{"deep":${deep}}`, '--address', server.address];
  const process = run('dist/cli/bin.js', args, {});
  expect((await process.exited).code).toBe(0);
  expect(process.output().replaceAll(/\s/g, '')).toBe(`{"ok":true,"deep":${deep}}`);
  await server.stop(0);
  await rm(folder, { recursive: true });
});

test('lists all names, or those with a prefix', async () => {
  const { output } = await call('--list', 'chat.post');
  expect(output.trim().split('\n')).toEqual(['chat.postEphemeral', 'chat.postMessage']);
  expect((await call('--list')).output.trim().split('\n').length).toBeGreaterThan(270);
  expect(await call('--list', 'zzz')).toEqual({
    code: 0,
    output: 'No method begins with zzz. To print all methods, run: havoc call --list\n',
  });
});

describe('completion', () => {
  /** The completions that bash offers for the last of these words. */
  async function offered(...words: string[]): Promise<string[]> {
    const script = `havoc() { "${process.execPath}" dist/cli/bin.js "$@"; }
      eval "$(havoc completion bash)"
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _havoc; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, HAVOC_ADDRESS: stack.sidecar().grpcAddress };
    const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...words], { env });
    return stdout.trim().split('\n');
  }

  test.each([
    [
      ['havoc', 'c'],
      ['call', 'completion'],
    ],
    [
      ['havoc', 'call', 'chat.post'],
      ['chat.postEphemeral', 'chat.postMessage'],
    ],
    [
      ['havoc', 'call', '--user', 'U1', 'auth.t'],
      ['auth.teams.list', 'auth.test'],
    ],
    [['havoc', 'call', 'auth.test', '{'], ['']],
    [['havoc', 'completion', 'z'], ['zsh']],
  ])('of %j is %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  test.each(['zsh', 'fish'])('in %s asks the sidecar too', async (shell) => {
    const completion = run('dist/cli/bin.js', ['completion', shell], {});
    await completion.exited;
    expect(completion.output()).toContain('havoc call --list');
  });

  test('refuses other shells', async () => {
    const completion = run('dist/cli/bin.js', ['completion', 'cmd'], {});
    expect((await completion.exited).code).toBe(1);
    expect(completion.output()).toContain('bash, zsh, fish');
  });
});
