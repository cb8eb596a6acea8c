import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { createStage, grantOf, NOW, ok, refused, type Stage } from './stage.js';

let opened: OpenTestDatabase;
let stage: Stage;
beforeEach(async () => {
  opened = await openTestDatabase();
  stage = createStage(opened.database);
});
afterEach(async () => {
  await stage.installations.stop();
  await opened.close();
});

const ORG = { team_id: undefined, enterprise_id: 'E1', is_enterprise_install: true };
const teamsOf = async () => (await stage.installations.get({ enterprise_id: 'E1' }))?.team_ids;
const page = (ids: string[], next_cursor = '') =>
  ok({ teams: ids.map((id) => ({ id })), response_metadata: { next_cursor } });

function access(change: 'granted' | 'revoked', team_ids: string[], afterS: number) {
  const type = `team_access_${change}`;
  const event = { type, team_ids, event_ts: String(NOW.getTime() / 1_000 + afterS) };
  const whose = { enterprise_id: 'E1', is_enterprise_install: true };
  return stage.installations.hear({ kind: 'event', name: type, body: { event }, whose }, NOW);
}

test('an org-wide installation asks Slack for its workspaces, page by page', async () => {
  stage.answers.push(page(['T1', 'T2'], 'more'), page(['T3']));
  await stage.installations.install(grantOf(ORG));
  expect(stage.requests.map(({ method, args }) => [method, args.cursor])).toEqual([
    ['auth.teams.list', undefined],
    ['auth.teams.list', 'more'],
  ]);
  expect(await teamsOf()).toEqual(['T1', 'T2', 'T3']);
  expect((await stage.installations.findToken({ team_id: 'T2' })).installation).toMatchObject({
    team_id: 'T2',
    enterprise_id: 'E1',
  });
});

test('an installation succeeds even if Slack does not list its workspaces', async () => {
  stage.answers.push(refused('internal_error'));
  await stage.installations.install(grantOf(ORG));
  expect(await teamsOf()).toEqual([]);
});

test('events add and remove workspaces, and an older one changes nothing', async () => {
  stage.answers.push(page(['T1']));
  await stage.installations.install(grantOf(ORG));
  await access('granted', ['T2'], 20);
  await access('revoked', ['T1'], 30);
  await access('granted', ['T1'], 25);
  expect(await teamsOf()).toEqual(['T2']);
  await expect(stage.installations.findToken({ team_id: 'T1' })).rejects.toMatchObject({
    code: 'installations.not_found',
  });
});

test('the workspaces of an imported organisation are asked for at the start', async () => {
  stage.answers.push(refused('internal_error'), page(['T5']));
  await stage.installations.install(grantOf({ ...ORG, source: 'import' }));
  stage.installations.start();
  await until(async () => (await teamsOf())?.includes('T5') === true);
});

test('a payload of an org-wide installation has its workspace, but not that of a stranger', async () => {
  stage.answers.push(page(['T1']));
  await stage.installations.install(grantOf(ORG));
  const find = (team_id: string) =>
    stage.installations.find({ team_id, enterprise_id: 'E1', is_enterprise_install: true });
  expect(await find('T1')).toMatchObject({ team_id: 'T1', enterprise_id: 'E1', state: 'active' });
  expect(await find('TSTRANGER')).toMatchObject({
    team_id: undefined,
    enterprise_id: 'E1',
    state: 'active',
  });
});
