import type { Config } from '../config.js';
import type { LocalSlack } from '../local-slack/index.js';
import type { Sidecar } from '../main.js';
import { say } from './output.js';

export interface Greeting {
  config: Config;
  sidecar: Sidecar;
  /** Absent when the app is connected to the real Slack. */
  local: LocalSlack | undefined;
  command: readonly string[];
  tookMs: number;
}

/** Says what is where, and what to try. */
export function greet({ config, sidecar, local, command, tookMs }: Greeting): void {
  const database = new URL(config.DATABASE_URL);
  const lines = [
    '',
    `havoc is up after ${(tookMs / 1000).toFixed(1)} s.`,
    '',
    local
      ? `  Slack       ${local.url}`
      : `  Slack       the real one, by ${sidecar.publicUrl}/slack/events through your tunnel`,
    `  gRPC        ${sidecar.grpcAddress}`,
    `  PostgreSQL  ${database.hostname}:${database.port || 5432}${database.pathname}`,
    `  health      ${sidecar.opsUrl}/readyz`,
    `  app         ${command.length > 0 ? command.join(' ') : `not started: run yours with HAVOC_ADDRESS=${sidecar.grpcAddress}`}`,
    '',
    ...(local ? [`Open ${local.url} in a browser. In #general try:`, ...TRY] : []),
    'See what passes with: npx havoc traffic tail',
    'Ctrl-C ends everything.',
    '',
  ];
  for (const line of lines) say(line);
}

const TRY = [
  '',
  '  /poll "Lunch?" pizza sushi     then vote, edit it in a modal, close it',
  '  @havoc hello                   mention the app',
  '',
];
