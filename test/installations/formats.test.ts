import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileInstallationStore, type Installation } from '@slack/bolt';
import { writeBoltJs } from '../../src/installations/formats/bolt-js.js';
import { readInstallations } from '../../src/installations/formats/read-installations.js';
import { describeProblem } from '../../src/installations/formats/report.js';
import { writeInstallations } from '../../src/installations/formats/write-installations.js';
import type { Grant } from '../../src/installations/installation.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'havoc-formats-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(path: string) {
  const problems: string[] = [];
  const ignored: string[] = [];
  const grants: Grant[] = [];
  const report = {
    onProblem: (problem: Parameters<typeof describeProblem>[0]) =>
      void problems.push(describeProblem(problem).replaceAll(folder, '…')),
    onIgnored: (what: string) => void ignored.push(what),
  };
  for await (const grant of readInstallations(path, report)) grants.push(grant);
  return { grants, problems, ignored };
}

async function readText(text: string | Buffer) {
  const file = join(folder, 'given');
  await writeFile(file, text);
  return read(file);
}

const samples = 'test/installations/formats-samples';
const acme: Grant = {
  team_id: 'T0ACME',
  team_name: 'Acme, "the" first',
  is_enterprise_install: false,
  app_id: 'A0SAMPLE',
  bot_id: 'B0ACME',
  bot_user_id: 'U0BOT',
  installed_by: 'U0ANA',
  granted_at: new Date('2024-03-01T10:00:00.500Z'),
  source: 'import',
  bot: { access_token: 'xoxb-sample-acme-2', scopes: ['chat:write', 'commands', 'channels:read'] },
  users: [
    { user_id: 'U0ANA', access_token: 'xoxp-sample-ana-2', scopes: ['search:read', 'users:read'] },
    { user_id: 'U0BEN', access_token: 'xoxp-sample-ben-1', scopes: ['search:read'] },
  ],
  webhook: {
    url: 'https://hooks.slack.com/services/T0ACME/B0/sample',
    channel: '#general',
    channel_id: 'C0GENERAL',
    configuration_url: 'https://acme.slack.com/services/B0',
  },
};
const grid: Grant = {
  enterprise_id: 'E0GRID',
  enterprise_name: 'Grid',
  is_enterprise_install: true,
  app_id: 'A0SAMPLE',
  bot_id: 'B0GRID',
  bot_user_id: 'U0BOT',
  installed_by: 'W0CIO',
  granted_at: new Date('2023-11-14T22:13:20.000Z'),
  source: 'import',
  bot: {
    access_token: 'xoxe.xoxb-sample-grid-2',
    refresh_token: 'xoxe-sample-grid-2',
    expires_at: new Date('2023-11-15T22:13:20.000Z'),
    scopes: ['chat:write'],
  },
  users: [],
};

const byTenant = (grants: Grant[]) =>
  grants.toSorted((one, other) => (one.team_id ?? '').localeCompare(other.team_id ?? ''));

describe('what the stores of Bolt for Python write', () => {
  const notes = ['enterprise_url'];
  const without = 'rows without a token';
  const copies = Array(11).fill('older copies in the folder');

  test('JSON of Installation.to_dict()', async () => {
    const { grants, problems, ignored } = await read(join(samples, 'to-dict.jsonl'));
    expect(byTenant(grants)).toEqual([grid, acme]);
    expect(problems).toEqual([]);
    expect(ignored).toEqual([...notes, ...notes]);
  });

  test('the folder of the FileInstallationStore, which keeps no webhook of an earlier installation', async () => {
    const { grants, problems, ignored } = await read(join(samples, 'store'));
    expect(byTenant(grants)).toEqual([grid, { ...acme, webhook: undefined }]);
    expect(problems).toEqual([]);
    expect(ignored.toSorted()).toEqual([...notes, ...notes, ...copies]);
  });

  test.each(['csv', 'json'])(
    'both tables as %s, where the refreshed token is in slack_bots',
    async (ending) => {
      for (const table of ['slack_installations', 'slack_bots'])
        await writeFile(
          join(folder, `${table}.${ending}`),
          await readFile(join(samples, `${table}.${ending}`)),
        );
      const { grants, problems, ignored } = await read(folder);
      expect(byTenant(grants)).toEqual([grid, acme]);
      expect(problems).toEqual([]);
      expect(ignored.toSorted()).toEqual([...notes, without]);
    },
  );

  test('the table slack_bots alone, which names no users', async () => {
    const { grants } = await read(join(samples, 'slack_bots.csv'));
    const alone = { installed_by: undefined, users: [], webhook: undefined };
    expect(byTenant(grants)).toEqual([
      { ...grid, ...alone },
      { ...acme, ...alone },
    ]);
  });

  test('a table as PostgreSQL exports it', async () => {
    const { grants, problems } = await readText(
      'id,team_id,enterprise_id,bot_token,bot_scopes,is_enterprise_install,installed_at,note\r\n' +
        '1,T1,,xoxb-1,"chat:write,commands",f,2024-01-01 10:00:00+00,\r\n' +
        '\r\n' +
        '2,,E1,xoxb-2,"",t,2024-01-01 12:30:00.123456+02:30,"a ""note""\nof two lines"\r\n',
    );
    expect(problems).toEqual([]);
    expect(grants).toMatchObject([
      {
        team_id: 'T1',
        granted_at: new Date('2024-01-01T10:00:00Z'),
        bot: { scopes: ['chat:write', 'commands'] },
      },
      { enterprise_id: 'E1', is_enterprise_install: true, granted_at: new Date('2024-01-01T10:00:00.123Z') },
    ]);
  });
});

describe('what the FileInstallationStore of Bolt for JavaScript writes', () => {
  const org: Installation<'v2', true> = {
    team: undefined,
    enterprise: { id: 'E0GRID', name: 'Grid' },
    user: { id: 'W0CIO', token: undefined, scopes: undefined },
    bot: {
      id: 'B0GRID',
      userId: 'U0BOT',
      token: 'xoxe.xoxb-1',
      refreshToken: 'xoxe-1',
      expiresAt: 1_700_043_200,
      scopes: ['chat:write'],
    },
    appId: 'A0SAMPLE',
    tokenType: 'bot',
    enterpriseUrl: 'https://grid.enterprise.slack.com/',
    isEnterpriseInstall: true,
    authVersion: 'v2',
  };
  const installedBy = (id: string, bot: string): Installation<'v2', false> => ({
    team: { id: 'T0ACME', name: 'Acme' },
    enterprise: { id: 'E0GRID', name: 'Grid' },
    user: { id, token: `xoxp-${id}`, scopes: ['search:read'] },
    bot: { id: 'B0ACME', userId: 'U0BOT', token: bot, scopes: ['chat:write'] },
    incomingWebhook: {
      url: 'https://hooks.slack.com/services/1',
      channel: '#general',
      channelId: 'C1',
      configurationUrl: 'https://acme.slack.com/1',
    },
    appId: 'A0SAMPLE',
    tokenType: 'bot',
    isEnterpriseInstall: false,
    authVersion: 'v2',
    metadata: '{"plan":"gold"}',
  });

  test.each([true, false])('with copies of earlier installations: %s', async (historicalDataEnabled) => {
    const store = new FileInstallationStore({ baseDir: folder, historicalDataEnabled });
    await store.storeInstallation(org);
    await store.storeInstallation(installedBy('U0ANA', 'xoxb-1'));
    await store.storeInstallation(installedBy('U0BEN', 'xoxb-2'));
    // Copying a folder changes the times of its files, in any order.
    await utimes(
      join(folder, 'E0GRID-T0ACME', 'user-U0ANA-latest'),
      new Date(),
      new Date(Date.now() + 60_000),
    );
    const { grants, problems, ignored } = await read(folder);
    expect(problems).toEqual([]);
    expect(ignored).toContain('enterpriseUrl');
    expect(grants).toMatchObject([
      {
        enterprise_id: 'E0GRID',
        is_enterprise_install: true,
        team_id: undefined,
        bot: {
          access_token: 'xoxe.xoxb-1',
          refresh_token: 'xoxe-1',
          expires_at: new Date(1_700_043_200_000),
        },
        users: [],
      },
      {
        team_id: 'T0ACME',
        enterprise_id: 'E0GRID',
        is_enterprise_install: false,
        bot: { access_token: 'xoxb-2' },
        users: [
          { user_id: 'U0ANA', access_token: 'xoxp-U0ANA' },
          { user_id: 'U0BEN', access_token: 'xoxp-U0BEN' },
        ],
        webhook: { url: 'https://hooks.slack.com/services/1', channel_id: 'C1' },
        context: '{"plan":"gold"}',
      },
    ]);
  });

  test('takes the time from the name of the newest copy', async () => {
    await new FileInstallationStore({ baseDir: folder }).storeInstallation(installedBy('U0ANA', 'xoxb-1'));
    const copy = (await readdir(join(folder, 'E0GRID-T0ACME'))).find((name) => /^app-\d+$/.test(name)) ?? '';
    await utimes(join(folder, 'E0GRID-T0ACME', 'app-latest'), new Date(0), new Date(0));
    const { grants } = await read(folder);
    expect(grants[0]?.granted_at.getTime()).toBe(Number(copy.slice('app-'.length)));
  });

  test('takes the time of the file where there is no other', async () => {
    const file = join(folder, 'one.json');
    await writeFile(file, JSON.stringify(org, undefined, 2));
    await utimes(file, new Date(0), new Date('2024-05-06T07:08:09Z'));
    const { grants } = await read(file);
    expect(grants).toMatchObject([{ granted_at: new Date('2024-05-06T07:08:09Z') }]);
  });
});

describe('an export', () => {
  test('loads into the FileInstallationStore of Bolt for JavaScript', async () => {
    const store = new FileInstallationStore({ baseDir: folder });
    for (const installation of [...writeBoltJs(acme), ...writeBoltJs(grid)]) {
      const judged: Installation = installation;
      await store.storeInstallation(judged);
    }
    const query = { teamId: 'T0ACME', enterpriseId: undefined, isEnterpriseInstall: false };
    expect(await store.fetchInstallation(query)).toMatchObject({
      user: { id: 'U0ANA', token: 'xoxp-sample-ana-2' },
      bot: { id: 'B0ACME', userId: 'U0BOT', token: 'xoxb-sample-acme-2', scopes: acme.bot?.scopes },
    });
    expect(await store.fetchInstallation({ ...query, userId: 'U0BEN' })).toMatchObject({
      user: { id: 'U0BEN', token: 'xoxp-sample-ben-1' },
      bot: { token: 'xoxb-sample-acme-2' },
    });
    const org = { teamId: undefined, enterpriseId: 'E0GRID', isEnterpriseInstall: true };
    expect(await store.fetchInstallation(org)).toMatchObject({
      bot: { token: 'xoxe.xoxb-sample-grid-2', refreshToken: 'xoxe-sample-grid-2', expiresAt: 1_700_086_400 },
    });
  });

  const odd: Grant[] = [
    { ...acme, installed_by: undefined, users: [], context: '"a text"' },
    { ...acme, installed_by: 'U0CLEO', context: '{"a":[1]}' },
    { ...acme, bot: undefined, bot_id: undefined, bot_user_id: undefined, users: acme.users.slice(0, 1) },
  ];
  test.each([['bolt-js'], ['bolt-python']] as const)('comes back unchanged from %s', async (format) => {
    for (const grant of [acme, grid, ...odd]) {
      const { grants, problems, ignored } = await readText(writeInstallations(grant, format));
      const context = format === 'bolt-js' ? grant.context : undefined;
      expect(grants).toEqual([{ ...grant, context }]);
      expect([...problems, ...ignored]).toEqual([]);
    }
  });
});

describe('what cannot be read', () => {
  const good = { team: { id: 'T1' }, user: { id: 'U1' }, bot: { token: 'xoxb-1', id: 'B1', userId: 'U2' } };
  const secret = 'xoxb-123 secret';
  const line = (change: object) => JSON.stringify({ ...good, ...change });

  test.each([
    ['{"team":{"id":"T1"', 'is not valid JSON'],
    [
      line({ bot: { token: secret } }),
      'bot.token: must be a token, which begins with xox; if it is encrypted, decrypt it first',
    ],
    [line({ bot: { token: 5 } }), 'bot.token: must be a token, which begins with xox'],
    [line({ bot: secret }), 'bot: must be an object'],
    [line({ team: { id: secret } }), 'team.id: must be an id such as T0123456789'],
    [line({ team: undefined }), 'team.id: is missing, and there is no enterprise either'],
    [line({ bot: undefined }), 'bot.token: is missing, and there is no user token either'],
    [line({ user: { token: 'xoxp-1' } }), 'user.id: is missing, but there is a token of this user'],
    [
      line({ bot: { ...good.bot, expiresAt: secret } }),
      'bot.expiresAt: must be a time, such as 1700000000 or 2024-01-31T10:00:00Z',
    ],
    [
      line({ bot: { ...good.bot, scopes: { secret } } }),
      'bot.scopes: must be scopes, as a list or separated by commas',
    ],
    [line({ isEnterpriseInstall: secret }), 'isEnterpriseInstall: must be true or false'],
    [line({ incomingWebhook: { url: secret } }), 'incomingWebhook.url: must be a URL'],
    ['{"bot_token":"xoxb-1"}', 'team_id: is missing, and there is no enterprise either'],
    [
      '{"id":"T1","installation":"{}"}',
      expect.stringMatching(/is not an installation. havoc reads installations of Bolt/),
    ],
    [
      'team_id,bot_token\nT1,"xoxb-1',
      'The CSV is not valid in line 2: a quote is opened and not closed. Add the closing quote.',
    ],
    [
      'team_id,bot_token\nT1,"xoxb-1"x',
      expect.stringMatching(/^The CSV is not valid in line 2: a value goes on/),
    ],
    ['team_id,bot_token\n\nT1,xoxb-1,5', 'line 3: has 3 values for 2 columns'],
    ['team_id;bot_token\nT1;xoxb-1', expect.stringMatching(/has no format that havoc knows/)],
    ['', expect.stringMatching(/^is empty. havoc reads/)],
    [Buffer.from('\ufeffteam_id,bot_token', 'utf16le'), expect.stringMatching(/^is not text in UTF-8/)],
  ])('%s', async (text, problem) => {
    const { grants, problems } = await readText(text);
    expect(grants).toEqual([]);
    expect(problems).toHaveLength(1);
    const said = problems[0] ?? '';
    expect(said).not.toMatch(/secret|xoxb-/);
    expect(said.replace(/^…\/given(, |: )/, '')).toEqual(problem);
  });

  test('is reported with its line, and the rest is read', async () => {
    const { grants, problems } = await readText(
      `${line({})}\n{"no\n\n${line({ team: { id: 'T2' } })}\n${line({ team: {} })}\n`,
    );
    expect(grants.map(({ team_id }) => team_id)).toEqual(['T1', 'T2']);
    expect(problems).toEqual([
      '…/given, line 2: is not valid JSON',
      '…/given, line 5, team.id: is missing, and there is no enterprise either',
    ]);
  });

  test('is reported with its entry in a list', async () => {
    const { grants, problems } = await readText(JSON.stringify([good, 7]));
    expect(grants).toHaveLength(1);
    expect(problems).toEqual([expect.stringMatching(/^…\/given, entry 2: is not an installation/)]);
  });

  test('is reported with its file in a folder, and hidden files are skipped', async () => {
    await mkdir(join(folder, 'T1'));
    await writeFile(join(folder, 'T1', 'app-latest'), '{"team"');
    await writeFile(join(folder, '.DS_Store'), 'x');
    expect(await read(folder)).toEqual({
      grants: [],
      problems: ['…/T1/app-latest: is not valid JSON'],
      ignored: [],
    });
  });

  test('is refused if there is nothing at the path', async () => {
    await expect(read(join(folder, 'none'))).rejects.toMatchObject({ code: 'installations.unreadable' });
  });
});

test('a token that can be refreshed and has no known end is refreshed at first use', async () => {
  const { grants } = await readText(
    JSON.stringify({
      team_id: 'T1',
      bot_token: 'xoxe.xoxb-1',
      bot_refresh_token: 'xoxe-1',
      installed_at: 1_700_000_000,
    }),
  );
  expect(grants).toMatchObject([{ bot: { expires_at: new Date(1_700_000_000_000) } }]);
});
