import { createBackgroundWork, startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Logger } from '../log/index.js';

/** An event for the app that is not in the inbox yet. */
export interface News {
  id: string;
  tenant: string;
  type: string;
  /** The event's JSON. */
  body: string;
  at: Date;
}

export interface NewsOptions {
  db: Pick<Database, 'prisma'>;
  /** Commits the event to the inbox. Committing an event twice makes one envelope. */
  commit: (news: News) => Promise<void>;
  log: Logger;
  /** How often to look for events that another process left behind. The default is 5 s. */
  everyMs?: number;
}

/** Moves events about installations into the inbox. */
export interface NewsRoom {
  /** Looks for events at once. */
  look(): void;
  /** Waits for the commit that is under way. Another process finds the remaining events. */
  stop(): Promise<void>;
}

const MOST_AT_ONCE = 100;

/**
 * Starts to move events about installations into the inbox.
 *
 * A change of an installation and its event are written in one transaction, so that neither can be lost. The inbox has
 * transactions of its own. The event is committed there first, and then removed here. If the process dies between the
 * two, the event is committed again, and the inbox recognises it by its key.
 */
export function startNews({ db, commit, log, everyMs = 5_000 }: NewsOptions): NewsRoom {
  const { prisma } = db;
  const underWay = createBackgroundWork();
  let isStopped = false;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  async function bring(): Promise<void> {
    for (let found = MOST_AT_ONCE; found === MOST_AT_ONCE && !isStopped; ) {
      const rows = await prisma.installationNews.findMany({ orderBy: { id: 'asc' }, take: MOST_AT_ONCE });
      for (const { id, ...row } of rows) {
        await commit({ ...row, id: String(id) });
        await prisma.installationNews.deleteMany({ where: { id } });
      }
      found = rows.length;
    }
  }

  async function bringAll(): Promise<void> {
    try {
      while (lookAgain && !isStopped) {
        lookAgain = false;
        await bring();
      }
    } finally {
      looking = undefined;
    }
  }

  function lookNow(): Promise<void> {
    if (isStopped) return Promise.resolve();
    lookAgain = true;
    looking ??= underWay.add(bringAll());
    return looking;
  }

  const onFailure = (failure: unknown) =>
    log.warn(
      { err: failure },
      'an event about an installation could not be committed to the inbox; havoc tries again',
    );
  const repeating = startRepeating({ everyMs, run: lookNow, onFailure });

  return {
    look: () => void lookNow().catch(onFailure),
    async stop() {
      isStopped = true;
      await repeating.stop();
      await underWay.idle();
    },
  };
}
