import { type Doors, startLocalSlack } from '../local-slack/index.js';
import { say } from './output.js';
import { untilSignal } from './until-signal.js';

export interface SlackOptions {
  port: number;
  /** Where Slack's pushes go; none are made where absent, but over Socket Mode. */
  requestUrl?: string;
  /** Whether the app is told of things over Socket Mode; with a request URL, twice. */
  socketMode?: boolean;
}

/** Runs the local Slack alone, for an app or a sidecar of one's own. */
export async function slack({ port, requestUrl, socketMode = false }: SlackOptions): Promise<void> {
  const signals = untilSignal();
  const local = await startLocalSlack({
    port,
    doors: toDoors(requestUrl, socketMode),
    ...(requestUrl !== undefined && { requestUrl }),
  });
  say(`The local Slack is at ${local.url}. An app of its own is pointed at it with:`);
  say('');
  say(`  SLACK_API_URL=${local.apiUrl}`);
  say(`  SLACK_SIGNING_SECRET=${local.signingSecret}`);
  say(`  SLACK_BOT_TOKEN=${local.botToken}`);
  if (socketMode) say(`  SLACK_APP_TOKEN=${local.appToken}`);
  say('');
  if (!requestUrl && !socketMode)
    say(
      'It sends nothing yet: name where to by --request-url http://127.0.0.1:3000/slack/events, or give --socket-mode',
    );
  say('Ctrl-C ends it.');
  await signals.stop;
  await local.close();
}

function toDoors(requestUrl: string | undefined, socketMode: boolean): Doors {
  if (!socketMode) return ['http'];
  return requestUrl === undefined ? ['socket'] : ['http', 'socket'];
}
