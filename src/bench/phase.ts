import { setTimeout as wait } from 'node:timers/promises';
import { SLACK_WAITS_MS } from '../slack/index.js';
import type { Noted } from './app.js';
import { nowMs } from './clock.js';
import type { Contender } from './contenders.js';
import { percentile } from './figures.js';
import type { Order, Sent } from './generator.js';
import type { Load } from './load.js';
import { startMeter, type Usage } from './usage.js';

export type Plan = Extract<Order, { run: unknown }>['run'];

/** The result of one load on one contender. Times are in milliseconds. */
export interface Phase {
  sent: number;
  acknowledged: number;
  /** Events answered with a status other than 200, or not at all. */
  failed: number;
  /** Events acknowledged after the 3 s that Slack waits. */
  late: number;
  /** Events acknowledged but never handled. */
  lost: number;
  /** Events handled more than once. */
  twice: number;
  /** From Slack's request to its acknowledgement. */
  ack: Spread;
  /** From Slack's request to the handler. */
  handler: Spread;
  /** From the last request to when everything was acknowledged and handled. */
  restMs: number;
  /** From the first request to when everything was acknowledged and handled. */
  tookMs: number;
  /** CPU time per handled event of each process, and per sent event of the load generator. */
  usage: Record<string, Usage>;
  generatorMicros: number;
}

export interface Spread {
  p50: number;
  p99: number;
}

/** If no event is handled for this long, the unhandled ones count as lost. */
const STALL_MS = 10_000;

/** Prepares `count` events, sends them as planned, and waits until all acknowledged events are handled. */
export async function runPhase(load: Load, contender: Contender, plan: Plan, count: number): Promise<Phase> {
  await load.prepare(contender.door, count);
  const meter = await startMeter(contender.roles());
  const sent = await load.run(plan);
  await untilHandled(contender, acknowledgedOf(sent));
  const usage = await meter.end();
  return { ...judge(sent, await contender.app.report()), usage, generatorMicros: sent.cpuMicros };
}

/** Waits until a number of events was handled since the last report, or no event was handled for 10 s. */
export async function untilHandled({ app }: Contender, count: number): Promise<void> {
  let known = await app.count();
  let movedMs = nowMs();
  while (known < count && nowMs() - movedMs < STALL_MS) {
    await wait(20);
    const now = await app.count();
    if (now > known) movedMs = nowMs();
    known = now;
  }
}

export function acknowledgedOf({ answeredAt }: Sent): number {
  return answeredAt.reduce((sum, at) => sum + (Number.isNaN(at) ? 0 : 1), 0);
}

/** Compares the sent events with the app's record. */
export function judge(sent: Sent, noted: Noted): Omit<Phase, 'usage' | 'generatorMicros'> {
  const { firstSerial, sentAt, answeredAt } = sent;
  const handledAt = new Float64Array(sentAt.length).fill(Number.NaN);
  let twice = 0;
  let lastMs = 0;
  noted.serials.forEach((serial, place) => {
    const event = serial - firstSerial;
    const at = noted.times[place] ?? Number.NaN;
    lastMs = Math.max(lastMs, at);
    // Events left from an earlier phase do not count.
    if (!(event >= 0 && event < handledAt.length)) return;
    if (Number.isNaN(handledAt[event])) handledAt[event] = at;
    else twice++;
  });
  const toAck: number[] = [];
  const toHandler: number[] = [];
  let lost = 0;
  sentAt.forEach((startMs, event) => {
    const ackMs = answeredAt[event] ?? Number.NaN;
    const handlerMs = handledAt[event] ?? Number.NaN;
    if (!Number.isNaN(ackMs)) toAck.push(ackMs - startMs);
    if (!Number.isNaN(ackMs)) lastMs = Math.max(lastMs, ackMs);
    if (!Number.isNaN(handlerMs)) toHandler.push(handlerMs - startMs);
    if (!Number.isNaN(ackMs) && Number.isNaN(handlerMs)) lost++;
  });
  return {
    sent: sentAt.length,
    acknowledged: toAck.length,
    failed: sentAt.length - toAck.length,
    late: toAck.filter((ms) => ms > SLACK_WAITS_MS).length,
    lost,
    twice,
    ack: spreadOf(toAck),
    handler: spreadOf(toHandler),
    restMs: lastMs - (sentAt.at(-1) ?? lastMs),
    tookMs: lastMs - (sentAt[0] ?? lastMs),
  };
}

function spreadOf(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}
