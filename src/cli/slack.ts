import { type Doors, startLocalSlack } from '../local-slack/index.js';
import { say } from './output.js';
import { untilSignal } from './until-signal.js';

export interface SlackOptions {
  port: number;
  /** The URL for Slack's HTTP requests. Without it, the local Slack makes none. */
  requestUrl?: string;
  /** Lets the app connect over Socket Mode. Together with a request URL, it receives everything twice. */
  socketMode?: boolean;
}

/** Runs only the local Slack, for an app or a sidecar that is started separately. */
export async function slack({ port, requestUrl, socketMode = false }: SlackOptions): Promise<void> {
  const signals = untilSignal();
  const local = await startLocalSlack({
    port,
    doors: toDoors(requestUrl, socketMode),
    ...(requestUrl !== undefined && { requestUrl }),
  });
  say(`The local Slack is at ${local.url}. Point an app at it with:`);
  say('');
  say(`  SLACK_API_URL=${local.apiUrl}`);
  say(`  SLACK_SIGNING_SECRET=${local.signingSecret}`);
  say(`  SLACK_BOT_TOKEN=${local.botToken}`);
  if (socketMode) say(`  SLACK_APP_TOKEN=${local.appToken}`);
  say('');
  if (!requestUrl && !socketMode)
    say('It sends nothing yet: give it --request-url http://127.0.0.1:3000/slack/events, or --socket-mode.');
  say('Ctrl-C ends it.');
  await signals.stop;
  await local.close();
}

function toDoors(requestUrl: string | undefined, socketMode: boolean): Doors {
  if (!socketMode) return ['http'];
  return requestUrl === undefined ? ['socket'] : ['http', 'socket'];
}
