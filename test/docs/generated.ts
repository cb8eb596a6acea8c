import { readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { program } from '../../src/cli/program.js';
import { environmentSchema } from '../../src/config.js';
import { coverage } from '../../src/local-slack/index.js';
import { createMetrics } from '../../src/ops/index.js';
import { NOT_SETTINGS } from '../helm/settings-schema.js';
import { drawnKinds } from './drawn-kinds.js';
import { ERROR_ADVICE } from './error-advice.js';
import { findErrors } from './find-errors.js';
import { pathOf } from './pages.js';

/** The text that a page should have. */
export interface Generated {
  page: string;
  text: string;
}

/** The parts of each page that are made from the code, by the name in the page's mark. */
const PARTS: Record<string, Record<string, () => string>> = {
  'docs/reference.md': { variables, metrics },
  'docs/local-slack.md': { blocks, methods },
  'docs/commands.md': { commands, options },
  'docs/errors.md': { errors: () => errorsOf('app') },
  'docs/errors-grpc.md': { errors: () => errorsOf('grpc') },
  'docs/errors-installing.md': { errors: () => errorsOf('installing') },
  'docs/errors-local-slack.md': { errors: () => errorsOf('local-slack') },
  'docs/errors-running.md': { errors: () => errorsOf('running') },
};

/** Returns the pages, with tables made from the present code. */
export function generatePages(): Generated[] {
  return Object.entries(PARTS).map(([page, parts]) => {
    let text = readFileSync(pathOf(page), 'utf8');
    for (const [name, make] of Object.entries(parts)) {
      const [begin, end] = [
        `<!-- begin: ${name}, made by npm run generate:docs -->`,
        `<!-- end: ${name} -->`,
      ];
      if (!text.includes(begin) || !text.includes(end))
        throw new Error(`${page} has no place for ${name}: ${begin} … ${end}`);
      const [before = '', rest = ''] = text.split(begin);
      const [, after = ''] = rest.split(end);
      text = `${before}${begin}\n\n${make()}\n\n${end}${after}`;
    }
    return { page, text };
  });
}

/** Makes a Markdown table. The cells are text: this escapes bars and line breaks, and marks URLs as code. */
function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const cellOf = (text: string) =>
    text
      .replaceAll('|', '\\|')
      .replaceAll('\n', '<br>')
      .replaceAll(/(?<![`\w])https?:\/\/[^\s`,;)]*[^\s`,;.:)]/g, code);
  return [
    line(head),
    `|${head.map(() => '---|').join('')}`,
    ...rows.map((row) => line(row.map(cellOf))),
  ].join('\n');
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``);

function variables(): string {
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined);
    const fallback = absent.success ? code(String(absent.data ?? '')) : 'required';
    return [code(name), fallback, schema.description ?? '', NOT_SETTINGS[name] ?? 'settings'];
  });
  return table(['variable', 'default', 'meaning', 'chart'], rows);
}

function metrics(): string {
  const all = createMetrics();
  all.watchDelivery(() => ({ apps: 0, inFlight: 0, held: 0 }));
  all.watchBacklog(async () => 0, 1);
  all.watchDatabase(async () => true);
  all.watchInstallations(async () => ({ active: 0, refused: 0, ended: 0 }));
  all.watchSockets(() => ({ held: 0, up: 0 }));
  const own = all.registry.getMetricsAsArray().filter(({ name }) => name.startsWith('havoc_'));
  const rows = own.map(({ name, help, ...rest }) => [
    code(name),
    'labelNames' in rest ? (rest.labelNames as string[]).map(code).join(' ') : '',
    help,
  ]);
  return table(['metric', 'labels', 'meaning'], rows.sort());
}

function blocks(): string {
  const { blocks: drawn, elements } = drawnKinds();
  const list = (names: string[]) => names.map(code).join(' ');
  return table(
    ['part of Block Kit', 'what the page draws'],
    [
      ['blocks', list(drawn)],
      ['elements', list(elements)],
    ],
  );
}

function methods(): string {
  const rows = Object.entries(coverage).map(([family, { answered, missing }]) => [
    code(family),
    answered.map(code).join(' '),
    missing.map(code).join(' '),
  ]);
  return table(['family', 'answered as Slack does', 'not yet'], rows);
}

/** Returns the commands that do something. Leaves out commands that only group subcommands: they have no options. */
function allCommands(of: Command = program): { path: string; command: Command }[] {
  return of.commands.flatMap((command) => {
    const below = allCommands(command).map(({ path, command: inner }) => ({
      path: `${command.name()} ${path}`,
      command: inner,
    }));
    const isGroup = below.length > 0 && command.options.length === 0;
    return isGroup ? below : [{ path: command.name(), command }, ...below];
  });
}

function commands(): string {
  const rows = allCommands().map(({ path, command }) => {
    const given = command.registeredArguments.map((argument) => {
      const called = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? `<${called}>` : `[${called}]`;
    });
    return [code(['havoc', path, ...given].join(' ')), command.description()];
  });
  return table(['command', 'does'], rows);
}

function options(): string {
  const rows = new Map<string, { option: Option; of: string[] }>();
  for (const { path, command } of allCommands()) {
    for (const option of command.options) {
      const key = `${option.flags} ${option.description}`;
      const row = rows.get(key) ?? { option, of: [] };
      rows.set(key, { option, of: [...row.of, path] });
    }
  }
  return table(
    ['option', 'commands', 'meaning'],
    [...rows.values()].map(({ option, of }) => [
      code(option.flags),
      of.map(code).join(' '),
      [
        option.description,
        option.argChoices?.map(code).join(' or '),
        typeof option.defaultValue === 'string' || typeof option.defaultValue === 'number'
          ? `default: ${code(String(option.defaultValue))}`
          : undefined,
        option.envVar && `variable: ${code(option.envVar)}`,
      ]
        .filter(Boolean)
        .join('; '),
    ]),
  );
}

/** The codes on each page, by their rooms. All other codes are on the page for apps. */
const ELSEWHERE: Record<string, RegExp> = {
  'local-slack': /^local_slack\./,
  installing:
    /^(installations|oauth|vault)\.|\.missing_key$|^cli\.(bad_import|bad_redirect_url|bad_tenant|export_failed|no_credentials|no_database|not_exchanged|nothing_to_import|several_apps)$/,
  grpc: /^(api|chat_stream|dead_letters|delivery|grpc|traffic|wire)\./,
  running:
    /^(body|cli|config|db|dev|headers|main|request|signature|socket)\.|^inbox\.(busy|commit_failed|full)$/,
};

function errorsOf(page: 'app' | 'grpc' | 'installing' | 'local-slack' | 'running'): string {
  const pageOf = (name: string) =>
    Object.keys(ELSEWHERE).find((other) => ELSEWHERE[other]?.test(name)) ?? 'app';
  const rows = findErrors().filter((error) => pageOf(error.code) === page);
  return table(
    ['code', 'kind', 'what it says'],
    rows.map(({ code: name, kind, message }) => {
      const advice = ERROR_ADVICE[name];
      return [code(name), kind, advice === undefined ? message : `${message}\n*${advice}*`];
    }),
  );
}
