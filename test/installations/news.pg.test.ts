import { createInbox, ensurePartitions } from '../../src/inbox/index.js';
import { type OpenTestDatabase, openTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { createStage, grantOf, type Stage } from './stage.js';

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

const left = () => opened.database.prisma.installationNews.count();

test('events that were written before are committed at the start, and later ones at once, in order', async () => {
  const told: string[] = [];
  await stage.installations.install(grantOf());
  stage.installations.startNews(async ({ type, tenant, body }) => {
    told.push(`${type} ${tenant} ${JSON.parse(body).app_id}`);
  });
  await until(() => told.length === 1);
  await stage.installations.install(grantOf({ team_id: 'T2' }));
  await until(() => told.length === 2);
  expect(told).toEqual(['installed T1 A1', 'installed T2 A1']);
  await until(async () => (await left()) === 0);
});

test('an event that the inbox refuses stays, and is committed at the next look', async () => {
  let failures = 1;
  const told: string[] = [];
  stage.installations.startNews(async ({ tenant }) => {
    if (failures-- > 0) throw new Error('the inbox is full');
    told.push(tenant);
  });
  await stage.installations.install(grantOf());
  await until(() => failures === 0);
  expect(await left()).toBe(1);
  await stage.installations.install(grantOf({ team_id: 'T2' }));
  await until(() => told.length === 2);
  expect(told).toEqual(['T1', 'T2']);
});

test('an event that is committed twice, after a death in between, makes one envelope', async () => {
  await ensurePartitions(opened.database.pool);
  const inbox = createInbox({ pool: opened.database.pool, leaseMs: 1_000, replica: crypto.randomUUID() });
  const ids: (string | undefined)[] = [];
  stage.installations.startNews(async ({ id, type, body, at, tenant }) => {
    for (const _ of [1, 2]) {
      const committed = await inbox.commit({
        dedupeKey: `installation_event:${id}`,
        eventTime: at,
        kind: 'installation_event',
        name: type,
        teamId: tenant,
        orderKey: undefined,
        payload: Buffer.from(body),
        retryNum: undefined,
        receivedAt: new Date(),
        replyBy: undefined,
        origin: undefined,
        lease: undefined,
        wantedBy: undefined,
      });
      ids.push(committed.id);
    }
  });
  await stage.installations.install(grantOf());
  await until(() => ids.length === 2);
  expect(ids).toEqual([expect.any(String), undefined]);
});
