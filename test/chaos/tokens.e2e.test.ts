import { randomUUID } from 'node:crypto';
import { runCampaign } from '../../src/chaos/tokens/campaign.js';
import { type ProcessGroup, startProcessGroup } from '../../src/chaos/tokens/process-group.js';
import { type RotatingSlack, startRotatingSlack } from '../../src/chaos/tokens/rotating-slack.js';
import { saveGrant } from '../../src/installations/index.js';
import { createVault, newKey, readKeys } from '../../src/vault/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';

const keys = newKey(new Date());
let opened: OpenTestDatabase;
beforeEach(async () => {
  opened = await openTestDatabase();
});
afterEach(() => opened.close());

describe('20 processes that need an expired token at once', () => {
  let slack: RotatingSlack;
  let group: ProcessGroup;
  beforeEach(async () => {
    slack = await startRotatingSlack(() => 20);
    const { apiUrl, fateUrl } = slack;
    const limits = { leaseMs: 10_000, callMs: 8_000 };
    group = await startProcessGroup(20, { databaseUrl: opened.url, keys, apiUrl, fateUrl, ...limits });
    const bot = { scopes: [], ...slack.issue(), expires_at: new Date(0) };
    const grant = { team_id: 'T1', is_enterprise_install: false, granted_at: new Date(0), users: [], bot };
    const deps = { vault: createVault(readKeys(keys)), replica: randomUUID() };
    await opened.database.transaction((tx) => saveGrant(tx, deps, { ...grant, source: 'import' }));
  });
  afterEach(async () => {
    await group.stop();
    await slack.close();
  });

  test('get 20 answers by one refresh', async () => {
    const found = await group.askAll(1_000);
    const requests = slack.takeRequests();
    expect(requests).toHaveLength(1);
    expect(found).toEqual(found.map(() => ({ token: requests[0]?.accessToken })));
  });

  test('get 19 answers by one refresh after the refresher died before it called Slack', async () => {
    slack.setFate('before');
    const found = await group.askAll(1_000);
    const requests = slack.takeRequests();
    expect(requests).toHaveLength(1);
    expect(slack.deaths).toHaveLength(1);
    const answers = found.filter((one) => one !== undefined);
    expect(answers).toEqual(Array.from({ length: 19 }, () => ({ token: requests[0]?.accessToken })));
  });

  test('get installations.token_lost after the refresher died between the answer and the commit', async () => {
    slack.setFate('after');
    const found = await group.askAll(1_000);
    const answers = found.filter((one) => one !== undefined);
    expect(answers).toEqual(Array.from({ length: 19 }, () => ({ error: 'installations.token_lost' })));
    expect(slack.takeRequests().filter(({ accessToken }) => accessToken !== undefined)).toHaveLength(1);
    const news = await opened.database.prisma.installationNews.findMany();
    expect(news.map(({ type }) => type)).toEqual(['token_failed']);
  });
});

test('no token is lost or refreshed twice in a campaign of expirations and kills', async () => {
  const { database, url } = opened;
  const campaign = await runCampaign({ database, databaseUrl: url, keys, rounds: 10, seed: 3, processes: 4 });
  expect(campaign.wrong).toEqual([]);
  expect(campaign).toMatchObject({ rounds: 10 });
  expect(campaign.refreshes).toBeGreaterThan(0);
});
