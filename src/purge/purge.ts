import { startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import { forgetEntities } from '../entities/index.js';
import { forgetEnvelopes, hasUnsettled } from '../inbox/index.js';
import {
  type ChangeDeps,
  findBelongings,
  forgetInstallation,
  hasNews,
  isEndedBefore,
  listEndedBefore,
} from '../installations/index.js';
import type { Logger } from '../log/index.js';
import { forgetMessages } from '../messages/index.js';
import { INSTALLATION_EVENT } from '../slack/index.js';
import { forgetTraffic } from '../traffic/index.js';

/** How many rows were removed, by table. */
export type PurgeReport = Record<string, number>;

export interface PurgeOptions {
  tenant: string;
  /** If set, nothing is removed unless the installation ended before this time. */
  endedBefore?: Date;
  signal?: AbortSignal;
  now?: () => Date;
}

/**
 * Removes everything that havoc keeps of a workspace or organisation: the installation, people, channels, messages,
 * envelopes and traffic. Rows that are written during the purge stay, since the app may be installed there again. If
 * the purge is interrupted, the installation is still there, and the next run removes the rest.
 */
export async function purgeTenant(
  db: Database,
  deps: ChangeDeps,
  { tenant, endedBefore, signal, now = () => new Date() }: PurgeOptions,
): Promise<PurgeReport> {
  const before = now();
  const mayGo = async () =>
    !signal?.aborted && (endedBefore === undefined || (await isEndedBefore(db, tenant, endedBefore)));
  const tenants = await findBelongings(db, tenant);
  const report: PurgeReport = {};
  for (const forget of [forgetEnvelopes, forgetMessages, forgetEntities, forgetTraffic]) {
    if (!(await mayGo())) return report;
    Object.assign(report, await forget(db.pool, { tenants, before, signal }));
  }
  if (!(await mayGo())) return report;
  return Object.assign(report, await forgetInstallation(db, deps, { tenant, endedBefore }));
}

export interface PurgingOptions extends ChangeDeps {
  db: Database;
  /** How long after its end an installation is purged, in milliseconds. */
  afterMs: number;
  /** False on replicas that leave the work to another one. */
  isMine: () => boolean;
  log: Logger;
  /** How often to look. The default is one hour. */
  everyMs?: number;
  now?: () => Date;
}

/** How long a purge waits for the app to settle the events about the end of the installation. */
const MOST_DELAY_MS = 7 * 86_400_000;

/**
 * Purges the installations that ended long enough ago, and logs a report of each. A purge also removes
 * the events about the end. So it waits for the app to settle them, for up to seven more days.
 */
export function startPurging(options: PurgingOptions): { stop(): Promise<void> } {
  const { db, afterMs, isMine, log, everyMs = 3_600_000, now = () => new Date() } = options;
  const isTold = async (tenant: string) =>
    !(await hasNews(db, tenant)) && !(await hasUnsettled(db.pool, tenant, INSTALLATION_EVENT));

  async function run(signal: AbortSignal): Promise<void> {
    if (!isMine()) return;
    const since = (ms: number) => new Date(now().getTime() - afterMs - ms);
    const overdue = new Set(await listEndedBefore(db, since(MOST_DELAY_MS)));
    const endedBefore = since(0);
    for (const tenant of await listEndedBefore(db, endedBefore)) {
      if (signal.aborted) return;
      if (!overdue.has(tenant) && !(await isTold(tenant))) continue;
      const removed = await purgeTenant(db, options, { tenant, endedBefore, signal });
      log.info({ tenant, removed }, 'everything that was kept of a removed installation is deleted');
    }
  }

  return startRepeating({
    everyMs,
    run,
    onFailure: (failure) =>
      log.warn({ err: failure }, 'a removed installation could not be purged; havoc tries again later'),
  });
}
