import { dedupeIdOf } from '../inbox/index.js';
import type { Random } from './random.js';

/** A payload that Slack sends, with all its retries. */
export interface Push {
  /** Slack's id, the same in each retry. */
  key: string;
  kind: 'event' | 'command' | 'block_actions' | 'view_submission';
  /** The payload as JSON. */
  body: Record<string, unknown>;
  /** The dedupe key in the inbox. */
  dedupeId: string;
  /** The conversation, if it must be delivered in order. */
  conversation?: string;
  /** True if Slack shows the answer to a person. */
  awaitsReply: boolean;
}

const APP = 'A0CHAOS';
const TEAMS = ['T0CHAOS', 'T1CHAOS', 'T2CHAOS', 'T3CHAOS', 'T4CHAOS'];
/** Instructions to the app: mostly to handle the payload at once, sometimes to be slow or to fail. */
const ACTS = [
  ...Array(40).fill('do'),
  ...['slow 40', 'slow 150', 'slow 400', 'slow 1200', 'slow 3000'],
  ...['nak 1', 'nak 1', 'nak 2', 'term', 'poison'],
];
const REPLY_ACTS = [...Array(20).fill('do'), 'slow 300', 'slow 1200', 'slow 2700', 'nak 1', 'term'];

/** The number of channels. With many, unordered payloads do not hold each other up. */
const CHANNELS = 50;
const channelOf = (serial: number) => `C${serial % CHANNELS}CHAOS`;

export interface Payloads {
  /** Makes a payload outside of the ordered conversations. */
  any(): Push;
  /** Makes the next payload of an ordered conversation. */
  next(conversation: string): Push;
}

/** Makes random payloads. @param run makes the ids of this run unique */
export function createPayloads(random: Random, run: string): Payloads {
  let serial = 0;
  const id = (prefix: string) => `${prefix}${run}${(serial++).toString(36).toUpperCase().padStart(5, '0')}`;

  function event(type: string, text: string, team_id: string, more: object = {}): Push {
    const key = id('Ev');
    const event_time = Math.floor(Date.now() / 1000);
    const ts = `${event_time}.${String(serial).padStart(6, '0')}`;
    const event = { type, user: 'U0CHAOS', channel: channelOf(serial), text, ts, event_ts: ts, ...more };
    const authorizations = [{ team_id, enterprise_id: null, user_id: 'UBOT', is_bot: true }];
    const outer = {
      team_id,
      api_app_id: APP,
      type: 'event_callback',
      event_id: key,
      event_time,
      authorizations,
    };
    const dedupeId = dedupeIdOf(`event:${APP}:${key}`, new Date(event_time * 1000));
    return { key, kind: 'event', body: { ...outer, event }, dedupeId, awaitsReply: false };
  }

  function withTrigger(
    kind: Push['kind'],
    bodyOf: (trigger_id: string) => object,
    awaitsReply: boolean,
  ): Push {
    const key = id('9876.54321.');
    const body = { ...bodyOf(key), trigger_id: key, api_app_id: APP };
    return { key, kind, body, dedupeId: dedupeIdOf(`trigger:${key}`, undefined), awaitsReply };
  }

  function command(team_id: string): Push {
    const where = { team_id, channel_id: 'C0CHAOS', user_id: 'U0CHAOS' };
    const text = random.pick(REPLY_ACTS);
    return withTrigger('command', () => ({ command: '/chaos', text, ...where }), true);
  }

  function click(id: string): Push {
    const actions = [{ type: 'button', action_id: 'click', block_id: 'b', value: random.pick(ACTS) }];
    const channel = { id: channelOf(serial) };
    const where = { team: { id }, user: { id: 'U0CHAOS', team_id: id }, channel };
    return withTrigger('block_actions', () => ({ type: 'block_actions', actions, ...where }), false);
  }

  function submit(id: string): Push {
    const view = {
      id: 'V0CHAOS',
      type: 'modal',
      callback_id: 'form',
      private_metadata: random.pick(REPLY_ACTS),
    };
    const body = { type: 'view_submission', team: { id }, user: { id: 'U0CHAOS', team_id: id } };
    return withTrigger(
      'view_submission',
      () => ({ ...body, view: { ...view, state: { values: {} } } }),
      true,
    );
  }

  return {
    any() {
      // One workspace is far busier than the others.
      const team = random.share() < 0.6 ? 'T0CHAOS' : random.pick(TEAMS);
      const share = random.share();
      if (share < 0.1) return command(team);
      if (share < 0.2) return click(team);
      if (share < 0.28) return submit(team);
      return event('app_mention', random.pick(ACTS), team);
    },
    next(conversation) {
      const team = TEAMS[conversation.length % TEAMS.length] ?? APP;
      return { ...event('message', random.pick(ACTS), team, { channel: conversation }), conversation };
    },
  };
}
