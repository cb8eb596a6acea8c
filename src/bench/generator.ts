// Plays Slack in a separate process: makes events in advance, sends them on request, and records each answer's time.
import { setTimeout as wait } from 'node:timers/promises';
import { nowMs } from './clock.js';
import { type Door, type Scenery, writeEvent } from './events.js';
import { openHttpSender } from './http-sender.js';
import type { Sender } from './sender.js';
import { startSocketSlack } from './socket-sender.js';

/** An order to the generator: first to prepare a run, then to start it. */
export type Order =
  | { prepare: { door: Door; scenery: Scenery; count: number } }
  /** Sends all prepared events at a rate, or keeps a number of events in flight for a time. */
  | { run: { rate: number } | { inFlight: number; seconds: number } };

/** The result of a run. An event's index in the arrays is its serial minus the first serial. */
export interface Sent {
  firstSerial: number;
  /** When each event was passed to the sender, by the shared clock. It may then have waited for a connection. */
  sentAt: Float64Array;
  /** When each event was acknowledged; NaN if it was not. */
  answeredAt: Float64Array;
  /** The CPU time of the generator itself. */
  cpuMicros: number;
}

/** How long after the last event the generator waits for answers. */
const ANSWER_WAIT_MS = 15_000;

const slack = await startSocketSlack();
let nextSerial = 0;
let batch: Buffer[] = [];
let sender: Sender | undefined;
let onAnswer: (event: number, isAcknowledged: boolean) => void = () => undefined;

async function prepare({ door, scenery, count }: Extract<Order, { prepare: unknown }>['prepare']) {
  const firstSerial = nextSerial;
  nextSerial += count;
  batch = Array.from({ length: count }, (_, event) => writeEvent(door, scenery, firstSerial + event));
  const answered = (event: number, isAcknowledged: boolean) => onAnswer(event, isAcknowledged);
  sender =
    door.kind === 'http'
      ? await openHttpSender(door.port, answered)
      : await slack.openSender(door.link, firstSerial, answered);
}

async function run(plan: Extract<Order, { run: unknown }>['run']): Promise<Sent> {
  const events = batch;
  const sentAt = new Float64Array(events.length);
  const answeredAt = new Float64Array(events.length).fill(Number.NaN);
  const before = process.cpuUsage();
  const startedMs = nowMs();
  let sent = 0;
  let answered = 0;

  function send(): void {
    const bytes = events[sent];
    if (!bytes) return;
    sentAt[sent] = nowMs();
    sender?.send(sent++, bytes);
  }
  const endMs =
    'rate' in plan ? startedMs + (events.length / plan.rate) * 1000 : startedMs + plan.seconds * 1000;
  onAnswer = (event, isAcknowledged) => {
    answered++;
    const now = nowMs();
    if (isAcknowledged) answeredAt[event] = now;
    if ('inFlight' in plan && now < endMs) send();
  };
  if ('inFlight' in plan) for (let begun = 0; begun < plan.inFlight; begun++) send();
  else {
    while (sent < events.length) {
      const due = Math.min(events.length, Math.ceil(((nowMs() - startedMs) / 1000) * plan.rate));
      while (sent < due) send();
      await wait(1);
    }
  }
  while (nowMs() < endMs || (answered < sent && nowMs() < endMs + ANSWER_WAIT_MS)) await wait(5);
  const { user, system } = process.cpuUsage(before);
  onAnswer = () => undefined;
  sender?.close();
  batch = [];
  const firstSerial = nextSerial - events.length;
  return {
    firstSerial,
    sentAt: sentAt.slice(0, sent),
    answeredAt: answeredAt.slice(0, sent),
    cpuMicros: user + system,
  };
}

process.on('message', async (order: Order) => {
  try {
    if ('prepare' in order) process.send?.({ prepared: await prepare(order.prepare) });
    else process.send?.({ sent: await run(order.run) });
  } catch (thrown) {
    process.send?.({ failed: String(thrown) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ port: slack.port });
