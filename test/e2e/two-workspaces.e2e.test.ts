import pg from 'pg';
import { createPollApp } from '../../examples/poll/src/app.js';
import { openPostgresStore } from '../../examples/poll/src/postgres-store.js';
import { blocksOf, voteFor } from '../support/poll-stage.js';
import { until } from '../support/until.js';
import {
  type MarkedWorkspace,
  marksIn,
  startWorkspacesStage,
  type WorkspacesStage,
} from '../support/workspaces-stage.js';

/** The poll app in four workspaces, whose people have the same handles and ask the same. */
let stage: WorkspacesStage;
let pool: pg.Pool;
beforeAll(async () => {
  stage = await startWorkspacesStage();
  pool = new pg.Pool({ connectionString: stage.config.DATABASE_URL });
  createPollApp({ havoc: stage.app, store: await openPostgresStore(pool) });
  await stage.app.start();
});
afterAll(async () => {
  await pool?.end();
  await stage?.stop();
});

/** Asks, votes, adds an option with the mark in a modal, votes for it, and closes. @returns the message at the end */
async function play({ mark, as, waitForMessage, waitForView, waitForNoView }: MarkedWorkspace) {
  const seeing = (text: string) =>
    waitForMessage((message) => message.bot_id !== undefined && blocksOf(message).includes(text), {
      timeoutMs: 20_000,
    });
  await as('ana').command('/poll', '"Lunch?" pizza sushi', '#general');
  const poll = await seeing('Lunch?');
  await Promise.all([
    as('ben').click(poll, voteFor('pizza', poll)),
    as('chika').click(poll, voteFor('sushi', poll)),
  ]);
  await seeing(`chika of ${mark}`);
  await seeing(`ben of ${mark}`);
  await as('ana').click(poll, { text: 'Edit' });
  const form = await waitForView('ana');
  await as('ana').submit(form, { options: `pizza\nsushi\n${mark}` });
  await waitForNoView('ana');
  const edited = await seeing(`*${mark}*`);
  await as('ana').click(poll, voteFor(mark, edited));
  await seeing(`ana of ${mark}`);
  await as('ana').click(poll, { text: 'Close' });
  return { poll, form, closed: await seeing(':lock:') };
}

test('votes, modals and the ledger of workspaces stay apart when all of them play at once', async () => {
  const { workspaces, local, database } = stage;
  const played = await Promise.all(workspaces.map(play));

  for (const [index, { poll, form, closed }] of played.entries()) {
    const { mark, tenant: team_id, messages } = workspaces[index] as MarkedWorkspace;
    expect({ mark, in: marksIn(closed) }).toEqual({ mark, in: [mark] });
    expect(blocksOf(closed)).toContain('Closed with 3 votes');
    expect(messages('general').filter(({ bot_id }) => bot_id !== undefined)).toHaveLength(1);
    const ledger = await database.prisma.ledgerMessage.findMany({ where: { channel: poll.channel } });
    expect(ledger).toMatchObject([{ team_id, ts: poll.ts }]);
    expect(marksIn(ledger.map(({ content }) => Buffer.from(content).toString()))).toEqual([mark]);
    const { rows: votes } = await pool.query(
      'select name from poll.poll join poll.vote on poll_id = id where channel = $1 order by name',
      [poll.channel],
    );
    expect(votes.map(({ name }) => name)).toEqual([`ana of ${mark}`, `ben of ${mark}`, `chika of ${mark}`]);
    expect(form.app_installed_team_id).toBe(team_id);
  }
  expect(local.calls('views.open')).toHaveLength(workspaces.length);
});

test('each call has the token of the workspace that it concerns', async () => {
  const { workspaces, local } = stage;
  const owners = new Map(
    workspaces.flatMap(({ tenant, channels }) => channels().map(({ id }) => [id, tenant])),
  );
  const calls = local.calls().filter(({ args }) => owners.has(String(args.channel)));
  expect(calls.length).toBeGreaterThan(workspaces.length * 5);
  expect(calls.filter(({ args, team }) => owners.get(String(args.channel)) !== team)).toEqual([]);
});

test('every envelope was settled', async () => {
  await until(async () => (await stage.outcomes()).every((outcome) => outcome !== null));
  expect(new Set(await stage.outcomes())).toEqual(new Set(['settled']));
});
