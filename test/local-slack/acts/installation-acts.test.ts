import { uninstall } from '../../../src/local-slack/oauth/end-installation.js';
import { tokens } from '../../../src/local-slack/world/collections.js';
import { createScene, type TestScene } from '../support/scene.js';

const seed = {
  organisations: [{ name: 'Coast', domain: 'coast' }],
  workspaces: [
    {
      organisation: 'coast',
      team: { name: 'Harbour', domain: 'harbour' },
      people: [
        { name: 'ana', real_name: 'Ana Ferreira', is_admin: true },
        { name: 'ben', real_name: 'Ben Okafor' },
      ],
      channels: [{ name: 'general' }],
    },
    {
      organisation: 'coast',
      team: { name: 'Lagoon', domain: 'lagoon' },
      people: [{ name: 'emil', real_name: 'Emil Roth' }],
      channels: [{ name: 'general' }],
    },
  ],
  apps: [
    { name: 'Poll', scopes: { bot: ['chat:write'] }, installed_in: ['harbour'] },
    { name: 'Wide', installed_in: ['coast'] },
  ],
};
const [POLL, WIDE, HARBOUR, LAGOON] = ['A0LOCAL001', 'A0LOCAL002', 'T0LOCAL001', 'T0LOCAL002'];

let scene: TestScene;
beforeEach(async () => {
  scene = await createScene(seed);
});

const read = async (who: string) => (await scene.act(who, { type: 'read_apps' })).apps ?? [];
const access = (team: string, is_granted: boolean) =>
  ({ type: 'set_app_access', app: WIDE, team, is_granted }) as const;

test('an admin sees what was granted and which workspaces have access, but no token', async () => {
  const apps = await read('ana');
  expect(apps).toMatchObject([
    {
      name: 'Poll',
      scopes: { bot: ['chat:write'] },
      tokens: [{ kind: 'bot', name: 'Poll', is_own: false }],
      may_uninstall: true,
    },
    {
      name: 'Wide',
      enterprise: 'Coast',
      may_uninstall: true,
      access: [
        { team: HARBOUR, name: 'Harbour', is_granted: true },
        { team: LAGOON, name: 'Lagoon', is_granted: true },
      ],
    },
  ]);
  const values = scene.store.now.all(tokens).map(({ value }) => value);
  expect(values.filter((value) => JSON.stringify(apps).includes(value))).toEqual([]);
});

test('other people see neither the workspaces, nor how to uninstall an app', async () => {
  const apps = await read('ben');
  expect(apps.map(({ name, may_uninstall }) => [name, may_uninstall])).toEqual([
    ['Poll', false],
    ['Wide', false],
  ]);
  expect(apps[1]).not.toHaveProperty('access');
});

test('an admin of the organisation also sees org-wide apps without access to the workspace', async () => {
  await scene.act('ana', access(HARBOUR, false));
  expect((await read('ana')).map(({ name }) => name)).toEqual(['Poll', 'Wide']);
  expect((await read('ben')).map(({ name }) => name)).toEqual(['Poll']);
  await scene.act('ana', access(HARBOUR, true));
  expect((await read('ben')).map(({ name }) => name)).toEqual(['Poll', 'Wide']);
});

test.each([
  ['uninstall an app', { type: 'uninstall_app', app: POLL } as const, 'not_allowed'],
  ['uninstall an org-wide app', { type: 'uninstall_app', app: WIDE } as const, 'not_allowed'],
  ['add a workspace', access(LAGOON, true), 'not_allowed'],
  ['revoke a token that they never gave', { type: 'revoke_own_token', app: POLL } as const, 'no_token'],
  ['uninstall what is not there', { type: 'uninstall_app', app: 'A1' } as const, 'app_not_found'],
])('people who are no admins cannot %s', async (_what, act, error) => {
  await expect(scene.act('ben', act)).rejects.toMatchObject({ code: `local_slack.${error}` });
  expect(await read('ana')).toHaveLength(2);
});

test('an app that is installed in a workspace has no other workspaces', async () => {
  const act = { type: 'set_app_access', app: POLL, team: LAGOON, is_granted: true } as const;
  await expect(scene.act('ana', act)).rejects.toMatchObject({ code: 'local_slack.not_installed_org_wide' });
});

test('an app is gone after it was uninstalled', async () => {
  await scene.act('ana', { type: 'uninstall_app', app: WIDE });
  expect((await read('ana')).map(({ name }) => name)).toEqual(['Poll']);
  await uninstall(scene.world, { app: POLL, team: HARBOUR });
  expect(await read('ana')).toEqual([]);
});
