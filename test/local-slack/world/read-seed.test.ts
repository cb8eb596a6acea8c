import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalSlack } from '../../../src/local-slack/index.js';
import { readSeed } from '../../../src/local-slack/world/read-seed.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-seed-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const workspace = {
  team: { name: 'Acme', domain: 'acme' },
  people: [{ name: 'ana', real_name: 'Ana F' }],
  channels: [{ name: 'general' }],
};

test.each([
  [
    'a YAML file',
    'seed.yaml',
    'team: {name: Acme, domain: acme}\npeople:\n  - name: ana\n    real_name: Ana F\nchannels: [{name: general}]\n',
  ],
  ['a JSON file', 'seed.json', JSON.stringify(workspace)],
  ['a module', 'seed.mjs', `export default ${JSON.stringify(workspace)};`],
  ['a world of one workspace', 'world.json', JSON.stringify({ workspaces: [workspace] })],
])('reads %s', async (_what, name, text) => {
  expect(await readSeed(await fileOf(name, text))).toEqual({ workspaces: [workspace] });
});

test('lists every mistake in a YAML file with its place', async () => {
  const path = await fileOf(
    'wrong.yaml',
    `
team: {name: 2026}
people:
  - name: Ana
    real_name: ''
  - nmae: ben
  - 3
  - {name: chika, real_name: Chika, color: 123456}
channels:
  - name: '#general'
    topic:
    with_bot: 'yes'
    memebrs: [ana]
    shared_with: {Beta: [zoe]}
messages:
  - text: hi
    reactions: {':tada:': [ana]}
apps:
  - name: poll
    doors: []
    commands: [{comand: /poll}, 3, poll]
    request_url: somewhere
    app_token: secret
  - name: other
    request_url: {event: http://127.0.0.1:3000}
`,
  );
  await expect(readSeed(path)).rejects.toMatchObject({
    code: 'local_slack.bad_seed',
    kind: 'invalid_argument',
    message: `The seed of the local Slack is not valid. Correct these in ${path}:
  team.name must be a text, but is 2026. Put it in quotes
  team.domain is missing
  people[0].name must be a handle of lowercase letters, digits, dots, underscores and hyphens, but is "Ana"
  people[0].real_name must not be empty
  people[1].name is missing
  people[1].real_name is missing
  people[1].nmae: there is no such field
  people[2] must be an object or a text, but is 3
  people[3].color must be a text, but is 123456. Put it in quotes
  channels[0].name must be the name of a channel in lowercase, without #, but is "#general"
  channels[0].topic must be a text, but is empty
  channels[0].with_bot must be true or false or a list, but is "yes"
  channels[0].shared_with.Beta: its name must be a domain of lowercase letters, digits and hyphens
  channels[0].memebrs: there is no such field
  messages[0].by is missing
  messages[0].reactions.:tada:: its name must be the name of an emoji without colons
  messages[0].channel is missing
  apps[0].commands[0].command is missing
  apps[0].commands[0].comand: there is no such field
  apps[0].commands[1] must be a text or an object, but is 3
  apps[0].commands[2] must be a command with its slash, such as /poll, but is "poll"
  apps[0].request_url must be a URL, such as http://127.0.0.1:3000/slack/events
  apps[0].doors[0] is missing
  apps[0].app_token must be a token that starts with xapp-, but is "secret"
  apps[1].request_url.event: there is no such field`,
  });
});

test.each([
  ['is not YAML', 'torn.yaml', 'team: [', 'is not YAML: '],
  ['is empty', 'empty.yaml', '', 'The seed must be an object, but is empty'],
  ['is a list', 'list.yaml', '- 1', 'The seed must be an object, but is a list'],
  ['has no workspace', 'none.json', '{"workspaces":[]}', 'workspaces must have at least one entry'],
  ['is a module with a syntax error', 'torn.mjs', 'export default {', 'cannot be loaded: '],
])('says what is wrong with a file that %s', async (_what, name, text, message) => {
  const failed = readSeed(await fileOf(name, text));
  await expect(failed).rejects.toMatchObject({
    code: 'local_slack.bad_seed',
    message: expect.stringContaining(message),
  });
});

test('says that a file does not exist', async () => {
  await expect(readSeed(join(folder, 'nope.yaml'))).rejects.toThrow('nope.yaml cannot be read: ');
});

test('the local Slack starts with the seed of a file', async () => {
  const seed = await fileOf('start.json', JSON.stringify(workspace));
  const local = await startLocalSlack({ seed });
  expect(local.people().map(({ name }) => name)).toEqual(['ana']);
  await local.close();
});
