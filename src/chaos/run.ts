import { setTimeout as wait } from 'node:timers/promises';
import type { Scope } from '../base/index.js';
import { type Balance, drawBalance } from './balance.js';
import { commit } from './faults.js';
import { countUnsettled, readTables } from './history.js';
import { readNotes } from './notes.js';
import { createPayloads } from './payloads.js';
import { describeFault, type Fault, planFaults } from './plan.js';
import { type Pusher, startPusher } from './pusher.js';
import { createRandom } from './random.js';
import { type Stage, setStage } from './stage.js';

export interface RunOptions {
  seconds: number;
  seed: number;
  /** Payloads per second, in addition to the conversations. */
  rate: number;
  /** The folder for all files of the run. */
  folder: string;
  scope: Scope;
  /** Ends the run early. */
  signal: AbortSignal;
  say: (line: string) => void;
}

export interface Ended {
  balance: Balance;
  startedAt: number;
  /** Processes that ended by themselves or with an error, and a drain that was too slow. */
  crashes: string[];
}

const CONVERSATIONS = ['C1', 'C22', 'C333', 'C4444', 'C55555', 'C666666'];
const PROGRESS_MS = 5_000;
const READY_MS = 30_000;
const HEAL_MS = 30_000;
const DRAIN_MS = 120_000;
/** The time limit for the final drain, even on a busy machine: a minimum, plus a time for each unsettled envelope. */
const SLOW = { leastMs: 45_000, eachMs: 50 };

/** Sends payloads during the planned faults, ends all faults, waits until all is settled, and draws the balance. */
export async function run(options: RunOptions): Promise<Ended> {
  const { seconds, seed, rate, folder, scope, signal, say } = options;
  const stage = await setStage(folder, createRandom(seed + 1), scope);
  await untilTrue(() => stage.doors.every((door) => door.isOpen()), READY_MS, signal);
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s`;
  const random = createRandom(seed + 2);
  const payloads = createPayloads(random, startedAt.toString(36).toUpperCase());
  const pusher = startPusher({ doors: stage.doors, payloads, random, rate, conversations: CONVERSATIONS });
  const progress = setInterval(() => say(`${elapsed()}  ${describe(pusher)}`), PROGRESS_MS);
  scope.onRelease(() => clearInterval(progress));

  const crashes: number[] = [];
  const faults = planFaults(seed, seconds).map((fault) => happen(fault));
  await Promise.all([...faults, pause(seconds * 1_000, signal)]);
  signal.throwIfAborted();
  say(`${elapsed()}  all faults have ended`);
  await pusher.stop();
  say(`${elapsed()}  ${describe(pusher)}`);
  const { left, waiting, tookMs } = await drain(stage, signal);
  const drained = `settling the last ${waiting} took ${(tookMs / 1_000).toFixed(1)} s, ${left} left`;
  say(`${elapsed()}  ${drained}`);
  const isSlow = tookMs > SLOW.leastMs + SLOW.eachMs * waiting;
  clearInterval(progress);
  const endings = await stopAll(stage);
  const [notes, tables] = [await readNotes(stage.noteFiles), await readTables(stage.postgres.url())];
  const balance = drawBalance({ pushed: pusher.pushed, notes, tables, crashes });
  const slow = isSlow ? [`too slow: ${drained}`] : [];
  return { balance, startedAt, crashes: [...stage.crashes, ...endings, ...slow] };

  async function happen(fault: Fault): Promise<void> {
    await pause(fault.atMs, signal);
    if (signal.aborted) return;
    say(`${elapsed()}  ${describeFault(fault)}`);
    if (fault.kind === 'kill postgres') crashes.push(Date.now());
    const undo = await commit(stage, fault);
    await pause(fault.forMs, signal);
    await putRight(undo);
  }
}

/** Ends a fault, and retries on failure: ending it may need a part that still has a fault of its own. */
async function putRight(undo: () => Promise<void> | void): Promise<void> {
  const end = Date.now() + HEAL_MS;
  for (;;) {
    try {
      return await undo();
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await wait(200);
    }
  }
}

/** Waits until all is settled. Resolves to the number that was waiting, the number left, and the time taken. */
async function drain(stage: Stage, signal: AbortSignal) {
  const begunAt = performance.now();
  const waiting = await countUnsettled(stage.postgres.url()).catch(() => 0);
  let left = Number.NaN;
  await untilTrue(
    async () => {
      left = await countUnsettled(stage.postgres.url()).catch(() => Number.NaN);
      return left === 0;
    },
    DRAIN_MS,
    signal,
  ).catch(() => signal.throwIfAborted());
  return { left, waiting, tookMs: performance.now() - begunAt };
}

/** Stops apps, then replicas, as in a pod. Resolves to a line for each that ended with an error. */
async function stopAll({ apps, replicas }: Stage): Promise<string[]> {
  const endings: string[] = [];
  for (const members of [apps, replicas]) {
    await Promise.all(
      members.map(async (member) => {
        const exit = await member.stop();
        if (exit && exit.code !== 0)
          endings.push(`${member.name} ended with ${exit.code ?? exit.signal} when stopped`);
      }),
    );
  }
  return endings;
}

function describe({ pushed }: Pusher): string {
  const tries = pushed.flatMap((one) => one.tries);
  const count = (how: string) => tries.filter((one) => one.how === how).length;
  return (
    `pushed ${pushed.length}, acknowledged ${count('acknowledged')}, refused ${count('refused')}, ` +
    `too late ${count('timeout')}, broken ${count('broken')}`
  );
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

async function untilTrue(holds: () => boolean | Promise<boolean>, withinMs: number, signal: AbortSignal) {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    signal.throwIfAborted();
    if (Date.now() > end) throw new Error(`This did not become true within ${withinMs} ms: ${holds}`);
    await pause(100, signal);
  }
}
