import { HavocError } from '../../src/base/index.js';
import { Unrecoverable } from '../../src/client/errors.js';
import { aClick, aCommand, aMention, anEvent, aQuestion, aSubmission } from './deliveries.js';
import type { FakeStream } from './fake-sidecar.js';
import { createHarness, type Harness, until } from './harness.js';

let harness: Harness;

async function start(leaseMs?: number): Promise<FakeStream> {
  return harness.connect();
}

beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.end());

test('every listener that fits runs, and one ack follows when all have ended', async () => {
  const seen: string[] = [];
  harness.havoc
    .event('app_mention', async ({ event, user, channel }) => void seen.push(`1 ${event.text} ${user.real_name} ${channel.name}`))
    .event(/^app_/, async ({ context }) => void seen.push(`2 ${context.matches?.[0]}`))
    .event('reaction_added', async () => void seen.push('never'));
  const stream = await start();
  const delivery = aMention();
  stream.deliver(delivery);
  expect(await stream.requests.take()).toEqual({ ack: { id: delivery.id, lease: delivery.lease } });
  expect(seen.sort()).toEqual(['1 <@U0BOT> hi Ada Lovelace general', '2 app_']);
});
