import { Agent, request } from 'node:http';
import { sign } from '../../src/slack/index.js';

export interface Target {
  url: string;
  signingSecret: string;
  /** Who is mentioned, by whom and where, so that nothing must be looked up that the app would know. */
  bot: string;
  user: string;
  channel: string;
  team: string;
}

/** Milliseconds since 1970 with fractions: comparable between processes of one machine. */
const nowMs = () => performance.timeOrigin + performance.now();

export interface Load {
  /** How many requests were answered by 200, and how long the phase took. */
  acknowledged: number;
  seconds: number;
  /** Answers that were not 200, and connections that broke. */
  failed: number;
}

/** Keeps `connections` requests under way, each as soon as the one before is answered. */
export async function loadAsFastAsItGoes(
  target: Target,
  connections: number,
  seconds: number,
): Promise<Load> {
  const post = createPost(target, connections);
  const counts = { acknowledged: 0, failed: 0 };
  const startedMs = nowMs();
  const end = startedMs + seconds * 1000;
  const worker = async () => {
    while (nowMs() < end) count(counts, await post());
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { ...counts, seconds: (nowMs() - startedMs) / 1000 };
}

/** Sends `rate` requests a second, whether or not those before were answered. */
export async function loadAtRate(target: Target, rate: number, seconds: number): Promise<Load> {
  const post = createPost(target, 256);
  const counts = { acknowledged: 0, failed: 0 };
  const startedMs = nowMs();
  const pending: Promise<void>[] = [];
  for (let sent = 0; sent < rate * seconds; ) {
    const due = Math.min(rate * seconds, ((nowMs() - startedMs) / 1000) * rate);
    for (; sent < due; sent++) pending.push(post().then((status) => count(counts, status)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  return { ...counts, seconds: (nowMs() - startedMs) / 1000 };
}

function count(counts: { acknowledged: number; failed: number }, status: number): void {
  if (status === 200) counts.acknowledged++;
  else counts.failed++;
}

function createPost(target: Target, maxSockets: number): () => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets });
  let serial = Math.floor(Math.random() * 1e12);
  return () =>
    new Promise((resolve) => {
      const body = JSON.stringify(mention(target, `Ev${(serial++).toString(36).toUpperCase()}`));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign({ secret: target.signingSecret, timestamp, rawBody: body }),
      };
      const sent = request(target.url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', () => resolve(0));
      sent.end(body);
    });
}

/** An app_mention as Slack sends it, with the time of sending at the end of its text. */
function mention({ bot, user, channel, team }: Target, event_id: string) {
  const sentAt = nowMs();
  const text = `<@${bot}> how is the deployment of the billing service coming along? ${sentAt}`;
  const ts = (sentAt / 1000).toFixed(6);
  const elements = [
    { type: 'user', user_id: bot },
    { type: 'text', text: ` how is the deployment of the billing service coming along? ${sentAt}` },
  ];
  return {
    token: 'a-verification-token-of-old',
    team_id: team,
    api_app_id: 'A0BENCH',
    type: 'event_callback',
    event_id,
    event_time: Math.floor(sentAt / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: bot, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: '4-eyJldCI6ImFwcF9tZW50aW9uIiwidGlkIjoiVDEifQ',
    event: {
      type: 'app_mention',
      user,
      ts,
      event_ts: ts,
      client_msg_id: '1f3c2b1a-7a55-4a0e-9d3c-2f1d8e7c6b5a',
      channel,
      team,
      text,
      blocks: [{ type: 'rich_text', block_id: 'q1w2', elements: [{ type: 'rich_text_section', elements }] }],
    },
  };
}
