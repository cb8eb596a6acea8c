import type { Tx } from '../db/index.js';
import type { Facts, Kind, Knowledge } from './knowledge.js';

type Columns = { [K in Kind]: { table: string; key: string[]; facts: (keyof Facts[K] & string)[] } };

const COLUMNS: Columns = {
  user: {
    table: 'slack_user',
    key: ['team_id', 'id'],
    facts: [
      ...(['home_team_id', 'name', 'real_name', 'display_name', 'email', 'title'] as const),
      ...(['tz', 'tz_offset', 'locale', 'image_url', 'deleted', 'is_bot', 'is_admin'] as const),
      ...(['is_owner', 'is_restricted', 'is_ultra_restricted', 'is_stranger'] as const),
    ],
  },
  channel: {
    table: 'slack_channel',
    key: ['team_id', 'id'],
    facts: [
      ...(['name', 'topic', 'purpose', 'is_channel', 'is_group', 'is_im', 'is_mpim'] as const),
      ...(['is_private', 'is_archived', 'is_shared', 'is_ext_shared', 'is_member', 'user'] as const),
    ],
  },
  team: { table: 'slack_team', key: ['id'], facts: ['name', 'domain', 'enterprise_id', 'icon_url'] },
  bot: { table: 'slack_bot', key: ['team_id', 'id'], facts: ['name', 'app_id', 'user_id', 'deleted'] },
};

/**
 * Merges knowledge into the store in one statement. A newer fact replaces an older one. A fact that `known` lacks keeps
 * its stored value.
 *
 * @param known must have each entity at most once
 */
export async function saveKnowledge<K extends Kind>(tx: Tx, kind: K, known: Knowledge<K>[]): Promise<void> {
  const { key } = COLUMNS[kind];
  const rows = known.map(({ team_id, id, facts, complete, seenAt }) => ({
    ...facts,
    ...(key.includes('team_id') ? { team_id } : {}),
    id,
    complete,
    seen_at: seenAt.toISOString(),
  }));
  // All replicas lock rows in the same order, so that they never deadlock.
  rows.sort((a, b) => (`${a.team_id}:${a.id}` < `${b.team_id}:${b.id}` ? -1 : 1));
  // PostgreSQL's jsonb refuses NUL and lone surrogates.
  const json = JSON.stringify(rows, (_, value) =>
    typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '\uFFFD') : value,
  );
  // The statement only contains the column names above.
  await tx.$executeRawUnsafe(SAVE[kind], json);
}

const SAVE: Record<Kind, string> = {
  user: saveStatement(COLUMNS.user),
  channel: saveStatement(COLUMNS.channel),
  team: saveStatement(COLUMNS.team),
  bot: saveStatement(COLUMNS.bot),
};

function saveStatement({ table, key, facts }: { table: string; key: string[]; facts: string[] }): string {
  const name = (column: string) => `"${column}"`;
  const columns = [...key, ...facts, 'complete', 'seen_at'].map(name).join(', ');
  const updates = facts.map(name).map(
    (fact) => `${fact} = case when excluded.seen_at >= t.seen_at
      then coalesce(excluded.${fact}, t.${fact}) else coalesce(t.${fact}, excluded.${fact}) end`,
  );
  return `
    insert into havoc_internal.${table} as t (${columns})
    select ${columns} from jsonb_populate_recordset(null::havoc_internal.${table}, $1::jsonb)
    on conflict (${key.join(', ')}) do update set ${updates.join(', ')},
      complete = t.complete or excluded.complete, seen_at = greatest(t.seen_at, excluded.seen_at)`;
}

/** Reads one entity from the store. */
export async function findKnowledge<K extends Kind>(
  tx: Tx,
  { kind, team_id, id }: { kind: K; team_id: string; id: string },
): Promise<Knowledge<K> | undefined> {
  const row = await READ[kind](tx, team_id, id);
  if (!row) return undefined;
  const values = new Map<string, unknown>(Object.entries(row));
  const facts: Facts[K] = {};
  for (const fact of COLUMNS[kind].facts) {
    const value = values.get(fact);
    if (value !== null) Object.assign(facts, { [fact]: value });
  }
  return { kind, team_id, id, facts, complete: row.complete, seenAt: row.seen_at };
}

type Read = (tx: Tx, team_id: string, id: string) => Promise<{ complete: boolean; seen_at: Date } | null>;

const READ: Record<Kind, Read> = {
  user: (tx, team_id, id) => tx.slackUser.findUnique({ where: { team_id_id: { team_id, id } } }),
  channel: (tx, team_id, id) => tx.slackChannel.findUnique({ where: { team_id_id: { team_id, id } } }),
  team: (tx, _, id) => tx.slackTeam.findUnique({ where: { id } }),
  bot: (tx, team_id, id) => tx.slackBot.findUnique({ where: { team_id_id: { team_id, id } } }),
};
