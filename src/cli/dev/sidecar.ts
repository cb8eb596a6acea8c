import { HavocError } from '../../base/index.js';
import { type Config, readConfig } from '../../config.js';
import { findFreePorts } from '../../dev/index.js';
import type { ServedSlack } from '../../local-slack/index.js';
import { type Sidecar, startSidecar } from '../../main.js';
import type { Environment } from './environment.js';

/** The port of `/slack/install` with the local Slack. */
const PORT = 3000;
/** The scopes that a bot asks for if its app in the local Slack declares none, which allows everything. */
const USUAL_SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'bookmarks:read',
  'bookmarks:write',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'chat:write.public',
  'commands',
  'emoji:read',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'groups:write',
  'im:history',
  'im:read',
  'im:write',
  'links:read',
  'links:write',
  'metadata.message:read',
  'mpim:history',
  'mpim:read',
  'mpim:write',
  'pins:read',
  'pins:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users.profile:read',
  'users:read',
  'users:read.email',
];

/**
 * Starts the sidecar. With the local Slack and without HAVOC_HTTP_PORT, it uses port 3000, or a free one if a program
 * listens there.
 *
 * @throws HavocError as startSidecar does
 */
export async function startHavoc(
  environment: Environment,
  local: ServedSlack | undefined,
): Promise<{ config: Config; sidecar: Sidecar }> {
  const config = readDevConfig(environment, local);
  try {
    return { config, sidecar: await startSidecar(config) };
  } catch (failure) {
    const isTaken = failure instanceof HavocError && failure.code === 'main.port_in_use';
    if (!isTaken || !local || environment.HAVOC_HTTP_PORT) throw failure;
    const [port] = await findFreePorts(1);
    const elsewhere = readDevConfig(environment, local, port);
    return { config: elsewhere, sidecar: await startSidecar(elsewhere) };
  }
}

/** Reads the configuration with defaults for development: loopback only, reflection for tools, and a quiet log. */
export function readDevConfig(
  environment: Environment,
  local: ServedSlack | undefined,
  port: number = PORT,
): Config {
  const quiet = {
    HAVOC_HTTP_HOST: '127.0.0.1',
    HAVOC_OPS_HOST: '127.0.0.1',
    HAVOC_OPS_PORT: '0',
    HAVOC_LOG_LEVEL: 'warn',
    HAVOC_GRPC_REFLECTION: 'true',
  };
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const forLocal = local && {
    HAVOC_HTTP_PORT: String(port),
    ...oauthOf(local, given.HAVOC_HTTP_PORT ?? port),
  };
  return readConfig({ ...quiet, ...forLocal, ...given });
}

/**
 * Returns the variables for OAuth. Returns none if the port is chosen only at the start, since redirect URLs need it.
 */
function oauthOf({ scopes: { bot = [] } }: ServedSlack, port: string | number): Environment {
  if (Number(port) === 0) return {};
  const redirectUrls = ['127.0.0.1', 'localhost'].map(
    (host) => `http://${host}:${port}/slack/oauth_redirect`,
  );
  return {
    SLACK_SCOPES: (bot.length > 0 ? bot : USUAL_SCOPES).join(','),
    HAVOC_OAUTH_REDIRECT_URLS: redirectUrls.join(','),
  };
}
