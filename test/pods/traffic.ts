import { setTimeout as wait } from 'node:timers/promises';
import { sign } from '../../src/slack/index.js';
import type { Outcome, Service } from './service.js';

/** Something that was sent once, and its result. Nothing is tried again. */
export interface Sent {
  text: string;
  kind: 'event' | 'command';
  outcome: Outcome;
}

export interface Traffic {
  /** What has been answered so far. */
  sent: Sent[];
  /** From now on, some events keep an app that is told to end busy longer than havoc accepts requests and drains. */
  addLong(): void;
  /** Stops sending. Resolves once everything is answered. */
  stop(): Promise<void>;
}

export interface TrafficOptions {
  service: Service;
  signingSecret: string;
  /** Who sends, where, and to which app. */
  about: { team_id: string; user: string; channel: string; bot: string; response_url: string };
}

const APP = 'A0PODS';
const EVERY_MS = 40;
/** One in this many is a command. */
const COMMANDS = 5;
/** One in this many takes long, after `addLong`. */
const LONG = 7;
/** The shortest time, and the shortest time after the app is told to end while it handles the event. Both in ms. */
const TAKES = { short: '100 0', long: '8000 7000' };

/** Sends signed events and commands at even intervals. */
export function startTraffic({ service, signingSecret, about }: TrafficOptions): Traffic {
  const sent: Sent[] = [];
  let hasLong = false;
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const { team_id, user, channel, bot, response_url } = about;

  function post(path: string, type: string, rawBody: string): Promise<Outcome> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const headers = {
      'content-type': type,
      'content-length': Buffer.byteLength(rawBody),
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign({ secret: signingSecret, timestamp, rawBody }),
    };
    return service.post(path, headers, rawBody);
  }

  function event(serial: number, words: string): Promise<Outcome> {
    const event_time = Math.floor(Date.now() / 1000);
    const ts = `${event_time}.${String(serial).padStart(6, '0')}`;
    const text = `<@${bot}> ${words} ${hasLong && serial % LONG === 0 ? TAKES.long : TAKES.short}`;
    const event = { type: 'app_mention', user, channel, text, ts, event_ts: ts };
    const authorizations = [{ team_id, enterprise_id: null, user_id: bot, is_bot: true }];
    const outer = { type: 'event_callback', team_id, api_app_id: APP, event_id: `Ev${serial}`, event_time };
    return post('/slack/events', 'application/json', JSON.stringify({ ...outer, authorizations, event }));
  }

  function command(serial: number, text: string): Promise<Outcome> {
    const who = { team_id, user_id: user, channel_id: channel, api_app_id: APP };
    const what = { command: '/count', text, trigger_id: `trigger.${serial}`, response_url };
    const body = new URLSearchParams({ ...who, ...what }).toString();
    return post('/slack/commands', 'application/x-www-form-urlencoded', body);
  }

  async function send(serial: number): Promise<void> {
    const kind = serial % COMMANDS === 0 ? 'command' : 'event';
    const text = `${kind}-${serial}`;
    const outcome = await (kind === 'command' ? command(serial, text) : event(serial, text));
    sent.push({ text, kind, outcome });
  }

  async function keepSending(): Promise<void> {
    for (let serial = 1; !stopping.signal.aborted; serial++) {
      const sending = send(serial).finally(() => underWay.delete(sending));
      underWay.add(sending);
      await wait(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const begun = keepSending();

  return {
    sent,
    addLong() {
      hasLong = true;
    },
    async stop() {
      stopping.abort();
      await begun;
      await Promise.all(underWay);
    },
  };
}
