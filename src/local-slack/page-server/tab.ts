import { setImmediate as breathe } from 'node:timers/promises';
import { toHavocError } from '../../base/index.js';
import type { Scene } from '../acts/act.js';
import { perform, prepare } from '../acts/perform.js';
import { isRead } from '../acts/read-acts.js';
import type { Request, Result } from '../protocol.js';
import { findRefusal } from '../refusal.js';
import { about } from '../world/collections.js';
import { readAtOneMoment } from './one-moment.js';
import type { Page } from './page.js';
import { createSeen } from './seen.js';
import { takeSnapshot } from './snapshot.js';
import { createUpdates, type UpdatesFor } from './updates.js';
import type { Since } from './visit.js';

/** A page that missed more changes than this gets a new snapshot. */
const MOST_MISSED = 1000;

export interface TabOptions {
  scene: Scene;
  /** Id of the person that the tab acts as. */
  person: string;
  /** What the page has seen before its connection was lost. */
  since: Since | undefined;
  page: Page;
}

/** An open tab of the page. It shows a workspace as one person sees it, and carries out the acts of that person. */
export interface Tab {
  answer(request: Request): void;
  /** Resolves when the tab sends nothing more, and its acts are done. */
  stop(): Promise<void>;
}

/**
 * Creates a tab, and begins to send. A tab is a cursor over the changes of its workspace: it knows the last one that it
 * has sent. The log only wakes it; what it sends comes from the log by number.
 *
 * Everything is sent in turns, one after another: the snapshot, changes, and results. A turn first sends the changes that
 * must come before it. So the page sees a single order, whatever happens in the meantime.
 */
export function createTab({ scene, person, since, page }: TabOptions): Tab {
  const { world, team } = scene;
  const acting = new Set<Promise<void>>();
  let lastTurn: Promise<void> = Promise.resolve();
  let lastStart: Promise<unknown> = Promise.resolve();
  let isWoken = false;
  /** The number of the last change that the page has received. */
  let sent = 0;
  let updatesFor: UpdatesFor;

  function inTurn(work: () => Promise<void>): void {
    lastTurn = lastTurn.then(() => (page.isOpen() ? work() : undefined)).catch(page.fail);
  }

  /** Sends all changes up to this number. */
  async function sendUpTo(number: number): Promise<void> {
    while (sent < number && page.isOpen()) {
      const changes = (await world.log.after(team, sent)).filter((change) => change.number <= number);
      if (changes.length === 0) return;
      for (const change of changes) {
        const updates = await world.read(team, (workspace) => updatesFor(workspace, change));
        page.send({ type: 'change', number: change.number, updates });
        sent = change.number;
        if (!page.isOpen()) return;
        // Lets the connection send what is buffered, and other tabs go on.
        if (sent < number) await breathe();
      }
    }
  }

  async function open(): Promise<void> {
    const head = await world.log.head(team);
    const id = (await world.db.find(about, 'world'))?.world ?? '';
    const missed = since?.world === id ? head - since.number : Number.POSITIVE_INFINITY;
    if (since && missed >= 0 && missed <= MOST_MISSED) {
      sent = since.number;
      updatesFor = createUpdates(person, createSeen());
      page.send({ type: 'resumed' });
      return sendUpTo(head);
    }
    const { read, number } = await readAtOneMoment(world, team, (workspace) =>
      takeSnapshot(workspace, person),
    );
    sent = number;
    updatesFor = createUpdates(person, createSeen(read));
    page.send({ type: 'snapshot', snapshot: { world: id, number, ...read } });
  }

  /** Reads within a turn, so that no change comes between the state that was read and the result. */
  function answerRead({ id, act }: Request): void {
    inTurn(async () => {
      const { read, number } = await readAtOneMoment(world, team, () =>
        attempt(() => perform(scene, person, act)),
      );
      await sendUpTo(number);
      page.send({ type: 'result', id, result: read });
    });
  }

  /** Begins the act after those that came before it, so that two posts in a row keep their order. */
  async function answerAct({ id, act }: Request): Promise<void> {
    const prepared = lastStart.then(() => prepare(scene, person, act));
    const done = attempt(() => prepared.then((run) => run()));
    lastStart = prepared.catch(() => undefined);
    const result = await done;
    inTurn(async () => {
      await sendUpTo(await world.log.head(team));
      page.send({ type: 'result', id, result });
    });
  }

  const stopListening = world.log.onChange((changes) => {
    if (isWoken || !changes.some((change) => change.team === team)) return;
    isWoken = true;
    inTurn(async () => {
      isWoken = false;
      await sendUpTo(await world.log.head(team));
    });
  });
  inTurn(open);

  return {
    answer: (request) => {
      if (isRead(request.act)) return answerRead(request);
      const done = answerAct(request).finally(() => acting.delete(done));
      acting.add(done);
    },
    stop: async () => {
      stopListening();
      await Promise.all(acting);
      await lastTurn;
    },
  };
}

/** The outcome of an act. Never rejects. */
async function attempt(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (thrown) {
    const refused = findRefusal(thrown);
    if (refused) return { ok: false, error: refused.error, text: refused.text };
    return { ok: false, error: 'internal', text: toHavocError(thrown).message };
  }
}
