import { randomUUID } from 'node:crypto';
import type { PayloadKind as Kind } from '../../src/gen/havoc/slack/payloads.js';
import type { Context, Delivery } from '../../src/gen/havoc/v1/events.js';
import type { InstallationEvent } from '../../src/gen/havoc/v1/installations.js';

type Json = Record<string, unknown>;

const context: Context = {
  installation: { team_id: 'T1', bot_id: 'B1', bot_user_id: 'U0BOT' },
  team: { id: 'T1', name: 'Acme', resolved: true },
  user: { id: 'U1', real_name: 'Ada Lovelace', resolved: true },
  channel: { id: 'C1', name: 'general', resolved: true },
};

let count = 0;

/** Makes a delivery of a payload, in Slack's JSON. */
export function aDelivery(
  kind: Kind,
  body: Json,
  more: Partial<Delivery> = {},
): Delivery & { id: string; lease: string } {
  count += 1;
  return {
    id: String(count),
    lease: randomUUID(),
    attempt: 1,
    received_at: new Date(),
    context,
    [kind]: body,
    ...more,
  };
}

/** Makes a delivery of an event about the installation in T1, as the sidecar sends it. */
export function aChange(event: InstallationEvent, more: Partial<Delivery> = {}) {
  const { event: _none, ...delivery } = aDelivery('event', {}, more);
  return { ...delivery, installation_event: { team_id: 'T1', at: new Date(1_000), ...event } };
}

export function anEvent(event: Json, more?: Partial<Delivery>) {
  const body = {
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: 'Ev1',
    event_time: 1,
    event,
  };
  return aDelivery('event', body, more);
}

export function aMention(more?: Partial<Delivery>) {
  return anEvent(
    { type: 'app_mention', user: 'U1', channel: 'C1', text: '<@U0BOT> hi', ts: '1.2', event_ts: '1.2' },
    more,
  );
}

export function aCommand(fields: Json = {}, more: Partial<Delivery> = {}) {
  const body = {
    command: '/poll',
    text: 'a b',
    user_id: 'U1',
    channel_id: 'C1',
    team_id: 'T1',
    trigger_id: '1.2.3',
    ...fields,
  };
  return aDelivery('command', body, { reply_by: new Date(Date.now() + 2_500), ...more });
}

export function aClick(actions: Json[], more: Json = {}) {
  return aDelivery('block_actions', {
    type: 'block_actions',
    user: { id: 'U1' },
    team: { id: 'T1' },
    trigger_id: '1',
    actions,
    ...more,
  });
}

export function aSubmission(callback_id: string, more: Partial<Delivery> = {}) {
  const body = {
    type: 'view_submission',
    user: { id: 'U1' },
    team: { id: 'T1' },
    view: { id: 'V1', type: 'modal', callback_id, state: { values: {} } },
  };
  return aDelivery('view_submission', body, { reply_by: new Date(Date.now() + 2_500), ...more });
}

export function aQuestion(action_id: string) {
  const body = { type: 'block_suggestion', user: { id: 'U1' }, action_id, block_id: 'b', value: 'piz' };
  return aDelivery('block_suggestion', body, { reply_by: new Date(Date.now() + 2_500) });
}
