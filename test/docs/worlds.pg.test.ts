import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportLocalSlack,
  type LocalSlack,
  serveLocalSlack,
  startLocalSlack,
} from '../../src/local-slack/index.js';
import { createDatabase } from '../support/database.js';
import { runCommand, TYPESCRIPT } from '../support/process.js';
import { REPOSITORY } from '../support/repository.js';
import { findSnippet } from '../support/snippets.js';
import { pathOf, rowsUnder } from './pages.js';

const PAGE = 'docs/worlds.md';
const snippet = (language: string, words: string) => findSnippet(pathOf(PAGE), language, words);

/** A folder with the files that the page says to save. The snippets import as from any folder of this depth. */
let folder: string;
let coast: LocalSlack;

beforeAll(async () => {
  await mkdir(pathOf('dist'), { recursive: true });
  folder = await mkdtemp(join(REPOSITORY, 'dist', 'docs-'));
  await writeFile(join(folder, 'harbour.yaml'), snippet('yaml', 'domain: harbour'));
  await writeFile(join(folder, 'coast.yaml'), snippet('yaml', 'workspaces:'));
  await writeFile(join(folder, 'crowd.ts'), snippet('ts', 'satisfies Seed'));
  coast = await startLocalSlack({ seed: join(folder, 'coast.yaml') });
});

afterAll(async () => {
  await coast.close();
  await rm(folder, { recursive: true });
});

async function runScript(text: string): Promise<string> {
  const script = runCommand(['node', ...TYPESCRIPT, '--input-type=module', '-e', text], { cwd: folder });
  await script.exited;
  return script.output();
}

test('the seed of one workspace has the thread with its reaction', async () => {
  const local = await startLocalSlack({ seed: join(folder, 'harbour.yaml') });
  expect(local.messages('#general')).toMatchObject([
    { text: 'What is for lunch?', ts: '1769860800.000000', message: { reactions: [{ name: 'eyes' }] } },
    { text: 'Pizza has won.', thread_ts: '1769860800.000000', bot_id: local.botId },
  ]);
  await local.close();
});

test('the seed in TypeScript makes a world', async () => {
  const output = await runScript(`
    import { startLocalSlack } from '../../src/local-slack/index.js';
    const local = await startLocalSlack({ seed: 'crowd.ts' });
    console.log(local.people().length, local.messages('#general').length);
    await local.close();`);
  expect(output).toBe('501 500\n');
});

test('the world of several workspaces has the documented ids', () => {
  const ids = rowsUnder(PAGE, 'what').flatMap(([, cell = '']) => cell.match(/[A-Z]+0LOCAL\d+/g) ?? []);
  const teams = coast.workspaces();
  const first = coast.team.id;
  const existing = [
    ...teams.flatMap(({ team }) => [team.enterprise_id, team.id]),
    ...teams.flatMap((one) => [...one.people(), ...one.channels()]).map(({ id }) => id),
    ...coast.apps().map(({ appId }) => appId),
    ...Object.values(coast.app('Poll').botIn(first)),
  ];
  expect(ids).toHaveLength(7);
  expect(existing).toEqual(expect.arrayContaining(ids));
});

test.each(rowsUnder(PAGE, 'token').map(([token = '']) => token))('the token %s is valid', async (token) => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${coast.apiUrl}auth.test`, { method: 'POST', headers });
  const { ok, team_id } = Object(await answer.json());
  expect({ ok, team_id }).toEqual({ ok: true, team_id: /T0LOCAL\d+/.exec(token)?.[0] ?? 'T0LOCAL001' });
});

test('the test with several workspaces runs', async () => {
  expect(await runScript(snippet('ts', 'coast.yaml'))).toBe('');
});

test('the test from an exported world runs', async () => {
  const { url, drop } = await createDatabase();
  const served = await serveLocalSlack({ database: url, seed: join(folder, 'harbour.yaml') });
  await served.close();
  await exportLocalSlack({ database: url, file: join(folder, 'world.jsonl'), onProgress: () => undefined });
  expect(await runScript(snippet('ts', 'world.jsonl'))).toContain('Pizza has won.');
  await drop();
});
