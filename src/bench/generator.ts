// Slack, as a process of its own: makes events ahead, sends them when told, and notes when each was answered.
import { setTimeout as wait } from 'node:timers/promises';
import { nowMs } from './clock.js';
import { type Door, type Scenery, writeEvent } from './events.js';
import { openHttpSender } from './http-sender.js';
import type { Sender } from './sender.js';
import { startSocketSlack } from './socket-sender.js';

/** What the generator is asked for: first to prepare, then to run. */
export type Order =
  | { prepare: { door: Door; scenery: Scenery; count: number } }
  /** All that was prepared at this rate, or with so many under way at a time for so long. */
  | { run: { rate: number } | { inFlight: number; seconds: number } };

/** What came of a run. An event's place in the arrays is its serial less the first. */
export interface Sent {
  firstSerial: number;
  /** By the shared clock; when an event was handed over to be sent, even if it had to wait for a connection. */
  sentAt: Float64Array;
  /** NaN where it was not acknowledged. */
  answeredAt: Float64Array;
  /** The generator's own. */
  cpuMicros: number;
}

/** After the last event is sent, what is unanswered for this long will not be. */
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
