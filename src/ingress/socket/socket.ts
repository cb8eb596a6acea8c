import { startRepeating } from '../../base/index.js';
import type { Database } from '../../db/index.js';
import type { Logger } from '../../log/index.js';
import type { SlackCall } from '../../slack/index.js';
import { type Line, type LineTiming, startLine } from './line.js';
import { createOpen, type OpenOptions } from './open.js';
import { createSlots, MOST_CONNECTIONS, type TakenSlot } from './slots.js';
import type { SocketStatus } from './status.js';
import { createTake, type TakeOptions } from './take.js';

export interface SocketIngressOptions extends TakeOptions {
  pool: Pick<Database['pool'], 'query'>;
  /** Calls Slack once, and records the call without the token. */
  call: SlackCall;
  /** App-level, `xapp-`, with the scope connections:write. */
  appToken: string;
  /** The proxies on the way to Slack, if there are any. */
  dispatcher?: OpenOptions['dispatcher'];
  /** How many connections the fleet keeps, 1 to 10. */
  connections: number;
  /** Identifies this process among those that share the database: a uuid. */
  replica: string;
  /** Returns how many other replicas are alive. */
  countOthers: () => number;
  /** Tells the other replicas to look for free slots soon. */
  tellOthers?: () => void;
  log: Logger;
  timing?: Partial<SocketTiming>;
}

/** Bounds in milliseconds. */
export interface SocketTiming extends LineTiming {
  /** How often slots are renewed, and free ones looked for. */
  everyMs: number;
  /** How long a slot is held without being renewed. */
  leaseMs: number;
}

const TIMING: SocketTiming = {
  everyMs: 2_000,
  leaseMs: 15_000,
  helloMs: 10_000,
  pongMs: 5_000,
  silenceMs: 60_000,
  closeMs: 1_000,
  lingerMs: 15_000,
  settleMs: 3_000,
  oldestMs: 12 * 3_600_000,
  shortLifeMs: 2_000,
  firstRetryMs: 250,
  mostRetryMs: 30_000,
};

/** The ingress door for Socket Mode: Slack sends over WebSockets that havoc opens. */
export interface SocketIngress {
  status(): SocketStatus;
  /** Looks for free slots now. */
  look(): void;
  /** Accepts no more envelopes, acknowledges those that it has, closes, and releases the slots for other replicas. */
  stop(): Promise<void>;
}

/**
 * Keeps this replica's share of the fleet's connections open. The standing connections are numbered 1 to `connections`,
 * and each has a slot in the database. While a connection overlaps with the one that it replaces, it holds one of the
 * slots from `connections` + 1 to 10, so that all replicas together never have more than ten. A replica takes free
 * slots until it has its share. It gives back its surplus when another replica joins. If it cannot renew a slot in
 * time, it closes that slot's connection at once.
 */
export function startSocketIngress(options: SocketIngressOptions): SocketIngress {
  const { pool, replica, connections, countOthers, tellOthers = () => {}, log } = options;
  const timing = { ...TIMING, ...options.timing };
  const slots = createSlots({ pool, replica, leaseMs: timing.leaseMs });
  const open = createOpen({
    call: options.call,
    token: options.appToken,
    dispatcher: options.dispatcher,
  });
  const take = createTake(options);
  const lines = new Map<number, Line>();
  const spares = new Set<number>();
  const leaving = new Set<Promise<void>>();
  let fleet: TakenSlot[] = [];
  let trouble: string | undefined = 'not connected yet';
  let isStopping = false;
  let expiry: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function keepShare(): Promise<void> {
    await renew();
    const share = Math.ceil(connections / (countOthers() + 1));
    const surplus = [...lines.keys()].slice(share);
    for (const slot of surplus) void leave(slot, 'this replica has more than its share');
    while (lines.size < share && !isStopping) {
      const slot = await slots.take(1, connections);
      if (slot === undefined) break;
      if (isStopping) await slots.release([slot]);
      else lines.set(slot, startLine({ open, take, log, timing, takeSpare }));
    }
    fleet = await slots.list();
    trouble = undefined;
  }

  async function renew(): Promise<void> {
    const askedMs = performance.now();
    const held = new Map([...lines].map(([slot, line]) => [slot, line.isUp()]));
    for (const slot of spares) held.set(slot, false);
    const kept = await slots.renew(held);
    for (const slot of held.keys()) {
      if (kept.has(slot)) continue;
      spares.delete(slot);
      void leave(slot, 'another replica has taken the slot');
    }
    clearTimeout(expiry);
    // Early enough to close the connections before another replica may take their slots, even if the database is down.
    const leftMs = timing.leaseMs - timing.settleMs - timing.closeMs - (performance.now() - askedMs);
    expiry = setTimeout(leaveAll, leftMs, 'the slot could not be renewed in time').unref();
  }

  function leaveAll(why: string): Promise<unknown> {
    return Promise.all([...lines.keys()].map((slot) => leave(slot, why)));
  }

  /** Closes a slot's connection, then gives the slot back. */
  async function leave(slot: number, why: string): Promise<void> {
    const line = lines.get(slot);
    if (!line) return;
    lines.delete(slot);
    log.info({ slot, why }, 'closing a connection to Slack');
    const left = line.stop().then(() => giveBack(slot));
    leaving.add(left);
    await left.finally(() => leaving.delete(left));
  }

  async function giveBack(slot: number): Promise<void> {
    await slots.release([slot]).catch(onFailure);
    tellOthers();
  }

  async function takeSpare(): Promise<(() => void) | undefined> {
    const slot = await slots.take(connections + 1, MOST_CONNECTIONS).catch(onFailure);
    if (typeof slot !== 'number') return undefined;
    spares.add(slot);
    return () => {
      spares.delete(slot);
      void giveBack(slot);
    };
  }

  function onFailure(failure: unknown): void {
    if (trouble === undefined)
      log.warn({ err: failure }, 'the slots of the connections to Slack could not be read or written');
    trouble = 'the database does not answer';
  }

  function look(): Promise<void> {
    looking ??= keepShare()
      .catch(onFailure)
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  const repeating = startRepeating({ everyMs: timing.everyMs, run: look, onFailure });
  void look();

  return {
    status() {
      const own = [...lines.values()];
      const down = own.filter((line) => !line.isUp());
      const standing = fleet.filter(({ slot, holder }) => slot <= connections && holder !== replica);
      return {
        held: own.length,
        up: own.length - down.length,
        fleetHeld: own.length + standing.length,
        fleetUp: own.length - down.length + standing.filter(({ up }) => up).length,
        problem: down[0]?.problem() ?? trouble,
      };
    },
    look: () => {
      if (!isStopping) void look();
    },
    async stop() {
      isStopping = true;
      const left = leaveAll('havoc is stopping');
      await repeating.stop();
      await looking;
      clearTimeout(expiry);
      await left;
      await Promise.all(leaving);
      await slots.release([...spares]).catch(onFailure);
    },
  };
}
