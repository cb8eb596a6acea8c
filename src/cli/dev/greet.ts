import { basename, relative } from 'node:path';
import { DEFAULT_ADDRESS } from '../../base/index.js';
import type { Config } from '../../config.js';
import type { LocalSlack } from '../../local-slack/index.js';
import type { Sidecar } from '../../main.js';
import { say } from '../output.js';

export interface Greeting {
  config: Config;
  sidecar: Sidecar;
  /** Absent when the app is connected to another Slack, as a rule the real one. */
  local: LocalSlack | undefined;
  /** How the app is run, what it is called in the local Slack, and its slash commands there. */
  command: readonly string[];
  appName: string;
  commands: readonly string[];
  tookMs: number;
}

/** Says what is where, and what to try. */
export function greet({ config, sidecar, local, command, appName, commands, tookMs }: Greeting): void {
  const database = new URL(config.DATABASE_URL);
  const lines = [
    '',
    `havoc is up after ${(tookMs / 1000).toFixed(1)} s.`,
    '',
    local
      ? `  Slack       ${local.url}`
      : `  Slack       ${otherSlack(config)}, by ${doorsOf(sidecar, config)}`,
    `  gRPC        ${sidecar.grpcAddress}`,
    `  PostgreSQL  ${database.hostname}:${database.port || 5432}${database.pathname}`,
    `  health      ${sidecar.opsUrl}/readyz`,
    `  app         ${command.length > 0 ? command.join(' ') : `not started: run yours with HAVOC_ADDRESS=${sidecar.grpcAddress}`}`,
    '',
    ...(local ? [`Open ${local.url} in a browser. In #general try:`, ''] : []),
    ...(local ? [`@${appName} hello`, ...commands].map((line) => `  ${line}`) : []),
    '',
    `See what passes with: ${self()} traffic tail${sidecar.grpcAddress === DEFAULT_ADDRESS ? '' : ` --address ${sidecar.grpcAddress}`}`,
    'Ctrl-C ends everything.',
    '',
  ];
  for (const line of lines) say(line);
}

/** The real one is told by its host: another may be a proxy, or a local Slack that somebody started alone. */
function otherSlack({ SLACK_API_URL }: Config): string {
  return new URL(SLACK_API_URL).hostname === 'slack.com' ? 'the real one' : SLACK_API_URL;
}

function doorsOf({ publicUrl }: Sidecar, { SLACK_APP_TOKEN }: Config): string {
  const doors = [
    ...(publicUrl ? [`${publicUrl}/slack/events through your tunnel`] : []),
    ...(SLACK_APP_TOKEN ? ['Socket Mode'] : []),
  ];
  return doors.join(' and by ');
}

/** How this program was called, for calling it again. */
function self(): string {
  const [, path = 'havoc'] = process.argv;
  return basename(path) === 'havoc' ? 'npx havoc' : `node ${relative(process.cwd(), path)}`;
}
