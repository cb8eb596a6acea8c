import { sign } from '../slack/index.js';

/** The signing secret, and the ids in the events. Slack shows all of these users and channels to the app. */
export interface Scenery {
  signingSecret: string;
  bot: string;
  team: string;
  users: string[];
  channels: string[];
}

/** How a contender takes events: on an HTTP port, or over the WebSocket connections opened under this name. */
export type Door = { kind: 'http'; port: number } | { kind: 'socket'; link: string };

/** Returns the bytes of one event on the wire. Call it before the run, so that sending costs next to nothing. */
export function writeEvent(door: Door, scenery: Scenery, serial: number): Buffer {
  const body = JSON.stringify(mention(scenery, serial));
  return door.kind === 'http' ? writeRequest(door.port, scenery, body) : writeEnvelope(body, serial);
}

function writeRequest(port: number, { signingSecret }: Scenery, body: string): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const head = [
    'POST /slack/events HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)',
    'Accept-Encoding: gzip,deflate',
    'Accept: */*',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Slack-Request-Timestamp: ${timestamp}`,
    `X-Slack-Signature: ${sign({ secret: signingSecret, timestamp, rawBody: body })}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** @see https://docs.slack.dev/apis/events-api/using-socket-mode */
function writeEnvelope(body: string, serial: number): Buffer {
  const rest = `"type":"events_api","accepts_response_payload":false,"retry_attempt":0,"retry_reason":""`;
  return Buffer.from(`{"envelope_id":"${envelopeId(serial)}","payload":${body},${rest}}`);
}

function envelopeId(serial: number): string {
  return `5b1e7c40-0d2a-4c55-9f3e-${String(serial).padStart(12, '0')}`;
}

/** Reads the number of the event from an acknowledgement over a socket. */
export function serialOf(acknowledgement: string): number {
  return Number(acknowledgement.match(/"envelope_id":"[^"]*-(\d{12})"/)?.[1]);
}

/** Different for each run of the bench, because each event is accepted only once. */
const RUN = Date.now().toString(36).toUpperCase();

/** An app_mention as Slack sends it. Its text ends with its number. */
function mention({ bot, team, users, channels }: Scenery, serial: number) {
  const user = users[serial % users.length];
  const channel = channels[serial % channels.length];
  const seconds = Math.floor(Date.now() / 1000);
  const ts = `${seconds}.${String(serial % 1_000_000).padStart(6, '0')}`;
  const question = ` how is the deployment of the billing service coming along? ${serial}`;
  const elements = [
    { type: 'user', user_id: bot },
    { type: 'text', text: question },
  ];
  return {
    token: 'a-verification-token-of-old',
    team_id: team,
    api_app_id: 'A0BENCH',
    type: 'event_callback',
    event_id: `Ev${RUN}${serial.toString(36).toUpperCase()}`,
    event_time: seconds,
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
      text: `<@${bot}>${question}`,
      blocks: [{ type: 'rich_text', block_id: 'q1w2', elements: [{ type: 'rich_text_section', elements }] }],
    },
  };
}
