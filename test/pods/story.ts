import { until } from '../support/until.js';
import type { Replaced } from './deployment.js';
import type { Pod } from './pod.js';
import { createStage, EXPAND, type Stage, type StageOptions } from './stage.js';
import type { Sent } from './traffic.js';

/** What happened to pods that went to the next version and back while Slack sent. */
export interface Story {
  sent: readonly Sent[];
  /** What the apps have handled, each item as often as it was handled. */
  handled: string[];
  /** The replies to commands, each as often as it came. */
  replies: string[];
  /** The result of starting a version that the tables no longer serve. */
  unserved: PromiseSettledResult<unknown>;
  updated: Replaced[];
  rolledBack: Replaced[];
  pods: readonly Pod[];
  /** What the database holds. */
  remains: Record<'envelopes' | 'unsettled' | 'dead', number>;
}

/** Long enough even if the machine is busy with other things. */
const PATIENCE_MS = 60_000;

export async function tellStory(options: StageOptions): Promise<Story> {
  const stage = await createStage(options);
  try {
    const { deployment, traffic, now, next, handled, replies } = stage;
    const updated = await deployment.apply(next);
    await setServes(stage, '0.2.0');
    const [unserved] = await Promise.allSettled([deployment.apply(now)]);
    await setServes(stage, EXPAND.serves);
    // Long events start only now. An app that takes long to end keeps havoc up, whatever the manifest says.
    traffic.addLong();
    const rolledBack = await deployment.apply(now);
    await traffic.stop();
    const { sent } = traffic;
    const commands = sent.filter(({ kind }) => kind === 'command').length;
    await inTime(() => new Set(handled()).size >= sent.length && replies().length >= commands);
    await inTime(async () => (await count(stage)).unsettled === 0);
    const pods = deployment.all();
    const told = { sent, handled: handled(), replies: replies(), pods, remains: await count(stage) };
    return { ...told, unserved, updated, rolledBack };
  } finally {
    await stage.leave();
  }
}

/** Waits for a condition for a limited time. If it does not hold then, the test's checks report what is missing. */
async function inTime(condition: () => boolean | Promise<boolean>): Promise<void> {
  await until(condition, PATIENCE_MS).catch(() => undefined);
}

async function setServes({ database }: Stage, version: string): Promise<void> {
  await database.pool.query(
    'update havoc_internal._prisma_migrations set serves = $2 where migration_name = $1',
    [EXPAND.name, version],
  );
}

async function count({ database }: Stage): Promise<Story['remains']> {
  const { rows } = await database.pool.query<Story['remains']>(`
    select (select count(*)::int from havoc_internal.envelope) as envelopes,
      (select count(*)::int from havoc_internal.unsettled) as unsettled,
      (select count(*)::int from havoc_internal.dead_letter) as dead`);
  return rows[0] ?? { envelopes: 0, unsettled: 0, dead: 0 };
}
