import { basename, relative } from 'node:path';
import { DEFAULT_ADDRESS } from '../../base/index.js';
import type { Config } from '../../config.js';
import type { ServedSlack } from '../../local-slack/index.js';
import type { Sidecar } from '../../main.js';
import { say } from '../output.js';

export interface Greeting {
  config: Config;
  sidecar: Sidecar;
  /** Absent if the app uses another Slack, usually the real one. */
  local: ServedSlack | undefined;
  /** The app's command and its arguments. */
  command: readonly string[];
  tookMs: number;
}

/** Prints the addresses of all parts, and what to try. */
export function greet({ config, sidecar, local, command, tookMs }: Greeting): void {
  const database = new URL(config.DATABASE_URL);
  const lines = [
    '',
    `havoc is up after ${(tookMs / 1000).toFixed(1)} s.`,
    '',
    local
      ? `  Slack       ${local.url}`
      : `  Slack       ${otherSlack(config)}; it reaches havoc ${doorsOf(sidecar, config)}`,
    ...installLines(config),
    `  gRPC        ${sidecar.grpcAddress}`,
    `  PostgreSQL  ${database.hostname}:${database.port || 5432}${database.pathname}`,
    `  health      ${sidecar.opsUrl}/readyz`,
    `  app         ${command.length > 0 ? command.join(' ') : `not started; run yours with HAVOC_ADDRESS=${sidecar.grpcAddress}`}`,
    '',
    ...(local ? [`Open ${local.url} in a browser. In #general try:`, ''] : []),
    ...(local ? triesFor(local).map((line) => `  ${line}`) : []),
    '',
    `Watch the traffic with: ${self()} traffic tail${sidecar.grpcAddress === DEFAULT_ADDRESS ? '' : ` --address ${sidecar.grpcAddress}`}`,
    'Ctrl-C ends everything.',
    '',
  ];
  for (const line of lines) say(line);
}

/** What a person can type to try the app: a mention, and its commands with their usage. */
function triesFor({ appName, commands }: ServedSlack): string[] {
  const usages = commands.map(({ command, usage_hint = '' }) => `${command} ${usage_hint}`.trimEnd());
  return [`@${appName} hello`, ...usages];
}

/** Names the Slack in use: the real one, or the URL of another, such as a proxy or a separate local Slack. */
function otherSlack({ SLACK_API_URL }: Config): string {
  return new URL(SLACK_API_URL).hostname === 'slack.com' ? 'the real one' : SLACK_API_URL;
}

function installLines({ HAVOC_OAUTH_REDIRECT_URLS }: Config): string[] {
  const redirectUrl = HAVOC_OAUTH_REDIRECT_URLS?.[0];
  return redirectUrl === undefined ? [] : [`  install     ${new URL('install', redirectUrl)}`];
}

function doorsOf({ publicUrl }: Sidecar, { SLACK_APP_TOKEN }: Config): string {
  const doors = [
    ...(publicUrl ? [`at ${publicUrl}/slack/events through your tunnel`] : []),
    ...(SLACK_APP_TOKEN ? ['over Socket Mode'] : []),
  ];
  return doors.join(' and ');
}

/** The command that started this program, for use in hints. */
function self(): string {
  const [, path = 'havoc'] = process.argv;
  return basename(path) === 'havoc' ? 'npx havoc' : `node ${relative(process.cwd(), path)}`;
}
