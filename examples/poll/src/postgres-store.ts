import type { Pool, PoolClient } from 'pg';
import type { Poll } from './poll.js';
import type { PollStore } from './store.js';

const TABLES = `
  select pg_advisory_xact_lock(hashtext('poll tables'));
  create schema if not exists poll;
  create table if not exists poll.poll (
    id text primary key,
    channel text not null,
    asker text not null,
    question text not null,
    options text[] not null,
    closed boolean not null default false,
    version int not null default 1,
    created_at timestamptz not null default now()
  );
  create table if not exists poll.vote (
    poll_id text not null references poll.poll on delete cascade,
    user_id text not null,
    name text not null,
    option text not null,
    voted_at timestamptz not null default clock_timestamp(),
    primary key (poll_id, user_id)
  );
  create table if not exists poll.act (
    poll_id text not null references poll.poll on delete cascade,
    act text not null,
    primary key (poll_id, act)
  );
`;

/** Opens a store that keeps polls in tables of the app. Creates the tables if they are missing. */
export async function openPostgresStore(pool: Pool): Promise<PollStore> {
  // The pool replaces an idle connection that breaks. Without a handler, this event would end the process.
  if (pool.listenerCount('error') === 0) pool.on('error', () => undefined);

  async function transaction<Result>(body: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await body(client);
      await client.query('commit');
      return result;
    } catch (thrown) {
      await client.query('rollback');
      throw thrown;
    } finally {
      client.release();
    }
  }

  await transaction((client) => client.query(TABLES));

  return {
    create: ({ id, channel, asker, question, options }) =>
      transaction(async (client) => {
        await client.query(
          'insert into poll.poll (id, channel, asker, question, options) values ($1, $2, $3, $4, $5) on conflict do nothing',
          [id, channel, asker, question, options],
        );
        return getPoll(client, id);
      }),

    find: (id) => transaction((client) => findPoll(client, id)),

    change: (id, act, rule) =>
      transaction(async (client) => {
        const poll = await findPoll(client, id, 'for update');
        if (poll === undefined) return undefined;
        const { rowCount } = await client.query(
          'insert into poll.act values ($1, $2) on conflict do nothing',
          [id, act],
        );
        if (rowCount === 0) return poll;
        await savePoll(client, rule(poll));
        return getPoll(client, id);
      }),
  };
}

async function findPoll(client: PoolClient, id: string, lock = ''): Promise<Poll | undefined> {
  const { rows } = await client.query<Omit<Poll, 'votes'>>(
    `select id, channel, asker, question, options, closed, version from poll.poll where id = $1 ${lock}`,
    [id],
  );
  const { rows: votes } = await client.query<Poll['votes'][number]>(
    'select user_id as user, name, option from poll.vote where poll_id = $1 order by voted_at',
    [id],
  );
  return rows[0] && { ...rows[0], votes };
}

async function getPoll(client: PoolClient, id: string): Promise<Poll> {
  const poll = await findPoll(client, id);
  if (poll === undefined) throw new Error(`There is no poll ${id}.`);
  return poll;
}

async function savePoll(client: PoolClient, { id, question, options, closed, votes }: Poll): Promise<void> {
  await client.query(
    'update poll.poll set question = $2, options = $3, closed = $4, version = version + 1 where id = $1',
    [id, question, options, closed],
  );
  const users = votes.map(({ user }) => user);
  await client.query('delete from poll.vote where poll_id = $1 and user_id <> all($2)', [id, users]);
  await client.query(
    `insert into poll.vote (poll_id, user_id, name, option)
     select $1, * from unnest($2::text[], $3::text[], $4::text[])
     on conflict (poll_id, user_id) do update set name = excluded.name, option = excluded.option, voted_at = default
     where vote.option <> excluded.option`,
    [id, users, votes.map(({ name }) => name), votes.map(({ option }) => option)],
  );
}
