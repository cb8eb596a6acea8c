import { SocketModeClient } from '@slack/socket-mode';
import type { DoorName, Json } from '../../../src/local-slack/model.js';
import { quiet } from '../support/quiet.js';
import { startReceiver } from '../support/receiver.js';
import type { KillableSlack } from './killable-slack.js';

/** An event that arrived through a door. */
export interface Arrived {
  id: string;
  event: Json;
}

/** An app that takes every event through both doors, while it is there. */
export interface TwoDoorApp {
  requestUrl: string;
  /** Everything that arrived, repeated events included. */
  arrived: Record<DoorName, Arrived[]>;
  /** Refuses everything from now on, until the local Slack has started again. */
  leave(): void;
  /** Connects over Socket Mode whenever the local Slack has started. */
  connectTo(slack: KillableSlack, appToken: string): void;
  close(): Promise<void>;
}

export async function startTwoDoorApp(signingSecret: string): Promise<TwoDoorApp> {
  const arrived: TwoDoorApp['arrived'] = { http: [], socket: [] };
  const clients: SocketModeClient[] = [];
  const note = (door: DoorName, { event_id, event }: Json) =>
    arrived[door].push({ id: String(event_id), event: event as Json });
  let isThere = true;
  const receiver = await startReceiver(signingSecret, ({ body }, response) => {
    if (isThere) note('http', body);
    response.writeHead(isThere ? 200 : 503).end();
  });

  async function leave(): Promise<void> {
    isThere = false;
    await clients.at(-1)?.disconnect();
  }

  function connect({ apiUrl }: KillableSlack, appToken: string): void {
    isThere = true;
    const client = new SocketModeClient({
      appToken,
      logger: quiet,
      // It would wait for seconds. The test connects a new client at once.
      autoReconnectEnabled: false,
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } },
    });
    client.on('slack_event', async ({ ack, body }: { ack: () => Promise<void>; body: Json }) => {
      note('socket', body);
      // The connection may be gone by now.
      await ack().catch(() => undefined);
    });
    clients.push(client);
    // It fails if the local Slack is killed meanwhile. Then it is started again, and so the app connects again.
    void client.start().catch(() => undefined);
  }

  return {
    requestUrl: receiver.url,
    arrived,
    leave: () => void leave(),
    connectTo: (slack, appToken) => slack.onUp(() => connect(slack, appToken)),
    close: async () => {
      await leave();
      await receiver.close();
    },
  };
}
