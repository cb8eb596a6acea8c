import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createHttpIngress, type SocketIngress, startSocketIngress } from '../../src/ingress/index.js';
import { createSlackCall } from '../../src/slack/index.js';
import { until } from '../support/until.js';
import type { Behind } from './behind.js';
import { LIMITS } from './limits.js';
import { FORM, JSON_TYPE, SECRET, signed } from './signed.js';
import { type SocketSlack, startSocketSlack } from './socket-slack.js';
import { APP_TOKEN, QUICK } from './socket-stage.js';

export const BODY_LIMIT_BYTES = 200_000;

/** Something that Slack sends, with the type that Socket Mode gives it. */
export interface Sent {
  type: string;
  payload: Record<string, unknown> | string;
  /** 0 or absent the first time. */
  retryNum?: number;
}

/** How havoc answers, as Slack sees it. */
export interface Answered {
  acknowledged: boolean;
  /** The answer's parsed JSON; undefined if the answer is empty. */
  answer: unknown;
}

/** An ingress door, through which Slack sends. */
export interface Door {
  push(sent: Sent): Promise<Answered>;
  close(): Promise<void>;
}

/** Opens the door for Slack's signed requests. */
export async function openHttpDoor({ accept, record, log }: Behind): Promise<Door> {
  const ingress = createHttpIngress({
    ...LIMITS,
    signingSecrets: [SECRET],
    accept,
    record,
    log,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs: 5_000,
  });
  await ingress.listen({ host: '127.0.0.1', port: 0 });
  const { port } = ingress.server.address() as AddressInfo;
  return {
    async push(sent) {
      const { body, contentType } = requestOf(sent);
      const headers = signed(
        body,
        contentType,
        sent.retryNum ? { 'x-slack-retry-num': `${sent.retryNum}` } : {},
      );
      const url = `http://127.0.0.1:${port}/slack/events`;
      const response = await fetch(url, { method: 'POST', headers, body });
      const text = await response.text();
      const acknowledged = response.status === 200;
      return { acknowledged, answer: acknowledged && text !== '' ? JSON.parse(text) : undefined };
    },
    close: () => ingress.close(),
  };
}

function requestOf({ type, payload }: Sent): { body: string; contentType: string } {
  if (type === 'slash_commands') {
    const body = new URLSearchParams(payload as Record<string, string>).toString();
    return { body, contentType: FORM };
  }
  const text = textOf(payload);
  if (type !== 'interactive') return { body: text, contentType: JSON_TYPE };
  return { body: new URLSearchParams({ payload: text }).toString(), contentType: FORM };
}

function textOf(payload: Sent['payload']): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

/** Opens the door for Socket Mode: a fleet of one replica, connected to a Slack that belongs to the test. */
export async function openSocketDoor(behind: Behind): Promise<Door> {
  const slack = await startSocketSlack();
  const socket = startSocket(behind, slack);
  await until(() => socket.status().up === 2);
  let pushed = 0;
  return {
    async push({ type, payload, retryNum = 0 }) {
      const envelope_id = `${++pushed}`;
      const refusals = behind.refusals();
      const rest = JSON.stringify({
        type,
        envelope_id,
        accepts_response_payload: true,
        retry_attempt: retryNum,
      });
      const to = slack.newest();
      to.send(`{"payload":${textOf(payload)},${rest.slice(1)}`);
      // An envelope that is not acknowledged leaves a record too. After that, no acknowledgement comes.
      await until(() => slack.find(envelope_id) !== undefined || behind.refusals() > refusals);
      if (!slack.find(envelope_id)) await slack.roundTrip(to);
      const acknowledgement = slack.find(envelope_id);
      return { acknowledged: acknowledgement !== undefined, answer: acknowledgement?.payload };
    },
    async close() {
      await socket.stop();
      await slack.close();
    },
  };
}

export function startSocket(
  { accept, record, log, database }: Behind,
  slack: SocketSlack,
  more: Partial<Parameters<typeof startSocketIngress>[0]> = {},
): SocketIngress {
  return startSocketIngress({
    pool: database.pool,
    call: createSlackCall({ apiUrl: slack.apiUrl }),
    appToken: APP_TOKEN,
    connections: 2,
    replica: randomUUID(),
    countOthers: () => 0,
    accept,
    record,
    log,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    ...more,
    timing: { ...QUICK, pongMs: 5_000, everyMs: 20, leaseMs: 3_000, ...more.timing },
  });
}
