import { startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';
import { type Refresh, UNREFRESHABLE } from './refresh.js';

export interface RefreshAheadOptions {
  db: Pick<Database, 'prisma'>;
  refresh: Refresh;
  /** How long before its expiry a token is replaced, in milliseconds. */
  beforeMs: number;
  log: Logger;
  /** How often to look. The default is one minute. */
  everyMs?: number;
  now?: () => Date;
}

const MOST_AT_ONCE = 100;

/** Replaces tokens before they expire. All replicas look. The lease of a token lets only one replace it. */
export function startRefreshAhead(options: RefreshAheadOptions): { stop(): Promise<void> } {
  const { db, refresh, beforeMs, log, everyMs = 60_000, now = () => new Date() } = options;

  async function run(signal: AbortSignal): Promise<void> {
    const due = await db.prisma.installationToken.findMany({
      where: {
        expires_at: { lt: new Date(now().getTime() + beforeMs) },
        OR: [{ refusal: null }, { refusal: { notIn: [...UNREFRESHABLE] } }],
        AND: { OR: [{ lease_until: null }, { lease_until: { lt: now() } }] },
      },
      select: { tenant: true, user_id: true, generation: true },
      orderBy: { expires_at: 'asc' },
      take: MOST_AT_ONCE,
    });
    for (const token of due) {
      if (signal.aborted) return;
      await refresh(token).catch((failure: unknown) => {
        log.warn({ err: failure, tenant: token.tenant }, 'a token could not be refreshed; havoc tries again');
      });
    }
  }

  return startRepeating({
    everyMs,
    run,
    onFailure: (failure) =>
      log.warn({ err: failure }, 'could not look for tokens that expire; havoc tries again'),
  });
}
