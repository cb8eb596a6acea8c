import type { QueuedPush } from '../apps/queued-push.js';
import type { Change, ChangeBody } from '../journal/change.js';
import type { ChangeLog } from '../journal/change-log.js';
import type { Database } from '../store/database.js';
import type { Transaction } from '../store/transaction.js';
import { changes, heads, queuedPushes } from './collections.js';
import { getTeam } from './team.js';
import type { Workspace, WritableWorkspace } from './workspace.js';

/** All workspaces and apps of a local Slack. */
export interface World {
  /** URL of the local Slack, without a slash at the end. */
  url: string;
  now(): Date;
  db: Database;
  log: ChangeLog;
  /** A `ts` greater than all others of this world. */
  nextTs(): string;
  /** @throws refusal `team_not_found` */
  read<T>(team: string, work: (workspace: Workspace) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction, which also holds the changes that it emits and the pushes that derive from them. If
   * it rejects, nothing has changed.
   *
   * @throws refusal `team_not_found`
   */
  change<T>(team: string, work: (workspace: WritableWorkspace) => Promise<T>): Promise<T>;
  /** Hands over the pushes of each transaction that was committed. */
  onPushes(listener: (pushes: readonly QueuedPush[]) => void): void;
}

export interface WorldOptions {
  url: string;
  now: () => Date;
  nextTs: () => string;
  db: Database;
  log: ChangeLog;
  /** The events to push for the changes of one transaction. */
  toPushes: (workspace: WritableWorkspace, changes: readonly Change[]) => Promise<QueuedPush[]>;
}

export function createWorld({ toPushes, ...shared }: WorldOptions): World {
  const { url, now, nextTs, db, log } = shared;
  const listeners: ((pushes: readonly QueuedPush[]) => void)[] = [];

  async function record(workspace: WritableWorkspace, emitted: readonly Emitted[]) {
    const first: Change[] = [];
    const all: Change[] = [];
    for (const { body, team, at } of emitted) {
      for (const one of teamsOf(body, team)) {
        const change = await numbered(workspace.db, { ...body, team: one, at });
        if (one === team) first.push(change);
        all.push(change);
      }
    }
    const pushes = await toPushes(workspace, first);
    for (const push of pushes) workspace.db.put(queuedPushes, push);
    return { all, pushes };
  }

  return {
    ...shared,
    read: async (team, work) => work({ url, now, db, team: await getTeam(db, team) }),
    change: async (team, work) => {
      const { result, all, pushes } = await db.transact(async (transaction) => {
        const emitted: Emitted[] = [];
        const workspace: WritableWorkspace = {
          url,
          now,
          nextTs,
          db: transaction,
          team: await getTeam(transaction, team),
          emit: (body, where = team) => emitted.push({ body, team: where, at: nextTs() }),
        };
        const result = await work(workspace);
        return { result, ...(await record(workspace, emitted)) };
      });
      log.add(all);
      for (const listener of listeners) listener(pushes);
      return result;
    },
    onPushes: (listener) => void listeners.push(listener),
  };
}

interface Emitted {
  body: ChangeBody;
  team: string;
  at: string;
}

/** The workspaces that a change concerns, the one in which it happened first. */
function teamsOf(body: ChangeBody, team: string): string[] {
  const sharing = 'channel' in body && typeof body.channel === 'object' ? body.channel.teams : [];
  return [...new Set([team, ...sharing])];
}

async function numbered(db: Transaction, change: Omit<Change, 'number'>): Promise<Change> {
  const { team, at } = change;
  const head = await db.find(heads, team);
  const numbered = { ...change, number: (head?.number ?? 0) + 1 } as Change;
  db.put(changes, numbered);
  db.put(heads, { team, number: numbered.number, at });
  return numbered;
}
