// An app of the chaos run. It does what the text of each payload says. It writes a note of each message on its stream
// to a file, which survives a kill of the process. A note of an incoming message is written before the client sees
// the message, and a note of an outgoing one before it is sent.
import { openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Havoc, SlackError, Unrecoverable } from '@havoc/client';
import { EventsService } from '../client/dist/gen/havoc/v1/events.js';

const { CHAOS_NOTES, CHAOS_APP } = process.env;
const file = openSync(CHAOS_NOTES, 'a');

function note(what, { id, lease, attempt }, more = {}) {
  const at = performance.timeOrigin + performance.now();
  writeSync(file, `${JSON.stringify({ at, app: CHAOS_APP, what, id, lease, attempt, ...more })}\n`);
}

const { responseDeserialize, requestSerialize } = EventsService.subscribe;
EventsService.subscribe.responseDeserialize = (bytes) => {
  const response = responseDeserialize(bytes);
  const { delivery, deliveries, refused } = response;
  for (const one of deliveries?.deliveries ?? [delivery].filter(Boolean))
    note('delivered', one, { key: keyOf(one), replayed: one.replayed });
  if (refused) note('refused', refused, { code: refused.code });
  return response;
};
EventsService.subscribe.requestSerialize = (request) => {
  for (const ack of request.acks?.acks ?? []) note('ack', ack);
  for (const what of ['ack', 'nak', 'term', 'reply']) if (request[what]) note(what, request[what]);
  return requestSerialize(request);
};

function keyOf({ event, command, block_actions, view_submission }) {
  return event?.event_id ?? (command ?? block_actions ?? view_submission)?.trigger_id;
}

/** Does what the text says for this attempt. */
async function act(text, { attempt }) {
  const [verb, amount] = text.split(' ');
  if (verb === 'slow') await wait(Number(amount));
  if (verb === 'term') throw new Unrecoverable('asked to');
  if (verb === 'poison' || (verb === 'nak' && attempt <= Number(amount)))
    throw new SlackError({ code: 'chaos', method: 'chaos', retryAfterMs: 60 });
}

const log = { debug() {}, info() {}, warn: console.warn, error() {} };
const havoc = new Havoc({ name: CHAOS_APP, concurrency: 50, log });
havoc.event('app_mention', ({ event, delivery }) => act(event.text, delivery));
havoc.action('click', ({ action, delivery }) => act(action.value, delivery));
havoc.command('/chaos', async ({ command, delivery, reply }) => {
  await act(command.text, delivery);
  await reply(`for ${command.trigger_id}`);
});
havoc.view('form', async ({ view, body, delivery, reply }) => {
  await act(view.private_metadata, delivery);
  await reply({ response_action: 'errors', errors: { b: `for ${body.trigger_id}` } });
});

const ordered = new Havoc({ name: `${CHAOS_APP}-ordered`, concurrency: 20, ordered: true, log });
ordered.event('message', ({ event, delivery }) => act(event.text, delivery));

process.once('SIGTERM', () => Promise.all([havoc.stop(), ordered.stop()]).then(() => process.exit(0)));
havoc.start();
// For a moment this app does not handle messages, so that some envelopes are parked.
await wait(300);
ordered.start();
