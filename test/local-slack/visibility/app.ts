import { isObject } from '../../../src/base/index.js';
import type { LocalApp, LocalSlack } from '../../../src/local-slack/index.js';
import type { Json } from '../../../src/local-slack/model.js';
import { startReceiver } from '../support/receiver.js';
import { connectApp, openConnection } from '../support/socket-app.js';
import type { Observer } from './model.js';

/** What an app was sent, with the observer that it was as the receiver. */
export type OnPush = (observer: Observer, body: Json) => void;

/** An app that takes all pushes, by HTTP or over Socket Mode, and answers nothing. */
export interface TestApp {
  id: string;
  name: string;
  /** Its bots, one in each workspace in which it is installed. */
  bots: { team: string; user: string; token: string }[];
  /** The newest payload with a trigger_id, once; undefined if there is none. */
  takeTrigger(): { team: string; user: string; trigger_id: string } | undefined;
  /** The newest response_url. */
  responseUrl(): { url: string; user: string; channel: string; team: string } | undefined;
  close(): Promise<void>;
}

/** Starts the app, and connects it to the local Slack. */
export async function startApp(
  { local, world, name }: { local: LocalSlack; world: string; name: string },
  onPush: OnPush,
): Promise<TestApp> {
  const app = local.app(name);
  const bodies: Json[] = [];
  const take = (body: Json) => {
    if (body.type === 'url_verification') return;
    bodies.push(body);
    onPush({ kind: 'push', world, app: app.appId, team: teamOf(body), ...botOf(body) }, body);
  };
  const close = await (name === 'Notes' ? listenBySocket(local, app, take) : listenByHttp(app, take));
  return {
    id: app.appId,
    name,
    bots: local.workspaces().flatMap(({ team }) => {
      try {
        const { botUserId: user, botToken: token } = app.botIn(team.id);
        return [{ team: team.id, user, token }];
      } catch {
        return [];
      }
    }),
    takeTrigger: () => {
      const body = bodies.findLast((one) => typeof one.trigger_id === 'string');
      if (!body) return undefined;
      const trigger_id = String(body.trigger_id);
      delete body.trigger_id;
      return { team: teamOf(body), user: userOf(body), trigger_id };
    },
    responseUrl: () => {
      const body = bodies.findLast((one) => typeof one.response_url === 'string');
      if (!body) return undefined;
      const channel = String(isObject(body.channel) ? body.channel.id : body.channel_id);
      return { url: String(body.response_url), user: userOf(body), channel, team: teamOf(body) };
    },
    close,
  };
}

async function listenByHttp(app: LocalApp, take: (body: Json) => void): Promise<() => Promise<void>> {
  const receiver = await startReceiver(app.signingSecret, ({ body }, response) => {
    take(body);
    response.end();
  });
  await app.configure({ requestUrl: receiver.url, verify: false });
  return receiver.close;
}

async function listenBySocket(
  local: LocalSlack,
  app: LocalApp,
  take: (body: Json) => void,
): Promise<() => Promise<void>> {
  const { url } = await openConnection(local, app.appToken);
  const connected = await connectApp(local, { url: String(url) });
  connected.socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Json;
    if (!message.envelope_id) return;
    if (isObject(message.payload)) take(message.payload);
    connected.acknowledge(message);
  });
  return async () => {
    connected.socket.terminate();
    await connected.closed;
  };
}

/** The workspace of the installation for which the app receives the push. */
function teamOf(body: Json): string {
  const { team_id, team, view } = body;
  if (isObject(view)) return String(view.app_installed_team_id);
  return String(authorizationOf(body)?.team_id ?? team_id ?? (isObject(team) ? team.id : ''));
}

function userOf({ user_id, user }: Json): string {
  return String(user_id ?? (isObject(user) ? user.id : ''));
}

function botOf(body: Json): { bot?: string } {
  const authorization = authorizationOf(body);
  return authorization ? { bot: String(authorization.user_id) } : {};
}

function authorizationOf({ authorizations }: Json): Json | undefined {
  const [first]: unknown[] = Array.isArray(authorizations) ? authorizations : [];
  return isObject(first) ? first : undefined;
}
