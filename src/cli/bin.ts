#!/usr/bin/env node
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_ADDRESS } from '../base/index.js';
import { VERSION } from '../version.js';
import { completionFor, SHELLS, type Shell } from './call/completion.js';
import { needsDevelopment } from './needs-development.js';
import { complain, say } from './output.js';
import { endAtSignals } from './until-signal.js';

// Each command loads what it needs when it runs, so that the light ones start at once.
const program = new Command('havoc')
  .description('The plumbing between Slack and a Slack app.')
  .version(VERSION)
  .showHelpAfterError();

program
  .command('serve')
  .description('Run the sidecar. Configured by the environment; refuses to start when something is missing.')
  .action(async () => (await import('./serve.js')).serve());

program
  .command('dev')
  .description('Run local Slack, PostgreSQL, the sidecar and your app, all on this machine.')
  .argument('[command...]', 'your app, after --')
  .addOption(slackPort('--slack-port <port>'))
  .option('--app-name <name>', 'what your app is called in the local Slack', 'havoc')
  .option(
    '--command <usage>',
    'a slash command of your app, as in "/poll question"; may be repeated',
    collect,
    [],
  )
  .addOption(dataDir('where the embedded PostgreSQL keeps its data'))
  .option(
    '--reset',
    "begin with empty tables of havoc's, in DATABASE_URL too; with the local Slack and no DATABASE_URL it always does",
  )
  .option('--with-parent', 'end when the process that started it does, as npm')
  .action(async (command: string[], { command: commands, ...options }) =>
    (await needsDevelopment(() => import('./dev/dev.js'))).dev({ command, commands, ...options }),
  );

program
  .command('slack')
  .description('Run the local Slack alone.')
  .addOption(slackPort('--port <port>'))
  .option('--request-url <url>', 'where it sends events, interactions and commands', requestUrl)
  .option(
    '--socket-mode',
    'let the app connect by Socket Mode; with --request-url it is told everything twice',
  )
  .action(async (options: { port: number; requestUrl?: string; socketMode?: boolean }) =>
    (await needsDevelopment(() => import('./slack.js'))).slack(options),
  );

program
  .command('migrate')
  .description('Bring the tables in DATABASE_URL up to date.')
  .action(async () => (await import('./migrate.js')).runMigrate());

program
  .command('health')
  .description('Ask the sidecar on this machine whether it is ready, and say how it stands.')
  .addOption(
    new Option('--host <host>', 'where it listens for probes; 127.0.0.1 where absent').env('HAVOC_OPS_HOST'),
  )
  .addOption(
    new Option('--port <port>', 'and on which port; 9090 where absent').env('HAVOC_OPS_PORT').argParser(port),
  )
  .addOption(dataDir('where neither is given, find a havoc dev by where it keeps its data'))
  .action(async (options) => (await import('./health.js')).health(options));

withSidecarOptions(program.command('call'))
  .description("Call a method of Slack's, with JSON, and print what Slack answers.")
  .argument('[method]', 'as in chat.postMessage; with --list, how the names begin')
  .argument('[json]', 'the arguments; - reads them from standard input', '{}')
  .option('--list', 'print the names of the methods instead')
  .option('--team <id>', 'for this workspace')
  .option('--enterprise <id>', 'for this organisation')
  .option('--user <id>', "with this user's token")
  .action(async (method: string | undefined, json: string, { list, ...options }, command: Command) => {
    const { callMethod, listMethods } = await import('./call/call.js');
    if (list) await listMethods(method ?? '', options);
    else if (method !== undefined) await callMethod(method, json, options);
    else command.help({ error: true });
  });

withSidecarOptions(program.command('manifest'))
  .description('Run your app, and print the Slack app manifest for what it listens to.')
  .argument(
    '[command...]',
    'your app, after --; without it, a sidecar that runs is asked which apps are connected, or one is waited for that you start yourself',
  )
  .option('--url <url>', 'where Slack reaches havoc, as in https://slack.example.com')
  .option('--socket-mode', 'for Socket Mode, in the place of a URL')
  .option('--name <name>', 'what the app is called; as it calls itself where absent')
  .option('--description <text>', 'what people read of it')
  .option('--json', 'as JSON; YAML where absent')
  .option('--wait <seconds>', 'how long the app may take to start', count, 60)
  .action(async (command: string[], { wait: waitSeconds, ...options }) =>
    (await import('./manifest/manifest.js')).printManifest({ command, waitSeconds, ...options }),
  );

program
  .command('completion')
  .description(
    'Print what lets a shell complete commands and names of methods, as in: eval "$(havoc completion bash)"',
  )
  .addArgument(new Argument('<shell>').choices(SHELLS))
  .action((shell: Shell) =>
    say(
      completionFor(
        shell,
        program.commands.map((one) => one.name()),
      ),
    ),
  );

const traffic = program.command('traffic').description('What came from Slack and what went to Slack.');

withTrafficOptions(traffic.command('list').description('The newest records.'))
  .option('-n, --limit <count>', 'how many', count, 50)
  .action(async (options) => (await import('./traffic.js')).listTraffic(options));

withTrafficOptions(traffic.command('tail').description('Records as they are made.')).action(async (options) =>
  (await import('./traffic.js')).tailTraffic(options),
);

withSidecarOptions(traffic.command('show').description('One record whole.').argument('<id>'))
  .option('--json', 'as one line of JSON')
  .action(async (id: string, options) => (await import('./traffic.js')).showTraffic(id, options));

const dead = program
  .command('dead')
  .description('What could not be handled: its attempts are used up, or the app said that it never can be.');

withDeadFilters(dead.command('list').description('The newest dead letters.'))
  .option('-n, --limit <count>', 'how many', count, 50)
  .option('--json', 'one line of JSON each')
  .action(async (options) => (await import('./dead.js')).listDead(options));

withSidecarOptions(dead.command('show').description('One dead letter whole.').argument('<id>'))
  .option('--json', 'as one line of JSON')
  .action(async (id: string, options) => (await import('./dead.js')).showDead(id, options));

withDeadFilters(dead.command('replay').description('Deliver them once more.').argument('[ids...]'))
  .option('--all', 'all of them')
  .action(async (ids: string[], options) => (await import('./dead.js')).replayDead(ids, options));

withDeadFilters(dead.command('drop').description('Delete them for good.').argument('[ids...]'))
  .option('--all', 'all of them')
  .option('--yes', 'ask nothing, though they are not named by their ids')
  .action(async (ids: string[], options) => (await import('./dead.js')).dropDead(ids, options));

function withDeadFilters(command: Command): Command {
  return withSidecarOptions(command)
    .option('--kind <kind>', 'as in event, command, block_actions')
    .option('--name <name>', "the event's type, the command, the callback or action id")
    .option('--team <id>', 'of this workspace')
    .addOption(new Option('--reason <reason>', 'why they died').choices(['attempts', 'termed']))
    .option('--before <time>', 'died before it, as in 2026-01-31T12:00:00Z', time);
}

function withSidecarOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--address <address>',
        `the sidecar; where absent, that of a running havoc dev, else ${DEFAULT_ADDRESS}`,
      ).env('HAVOC_ADDRESS'),
    )
    .addOption(dataDir('find that havoc dev by where it keeps its data'))
    .addOption(new Option('--token <token>', 'for a sidecar beyond this machine').env('HAVOC_GRPC_TOKEN'))
    .addOption(new Option('--ca <file>', 'whose certificates to trust, PEM').env('HAVOC_GRPC_CA'));
}

function withTrafficOptions(command: Command): Command {
  return withSidecarOptions(command)
    .addOption(new Option('--direction <direction>', 'from Slack or to it').choices(['in', 'out']))
    .option('--name <name>', 'a Web API method, or what Slack sent')
    .option('--outcome <outcome>', 'as in ok, duplicate, channel_not_found')
    .option('--json', 'one line of JSON a record');
}

function dataDir(meaning: string): Option {
  return new Option('--data-dir <folder>', meaning).env('HAVOC_DATA_DIR').default('.havoc');
}

function slackPort(flags: string): Option {
  return new Option(flags, 'where the local Slack listens')
    .env('HAVOC_SLACK_PORT')
    .argParser(port)
    .default(7400);
}

/** Who reads no further, as `head`, has what they wanted. */
function endQuietly(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'EPIPE') throw failure;
  process.exit();
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function port(text: string): number {
  return wholeNumber(text, 0, 65_535, 'a port');
}

function count(text: string): number {
  return wholeNumber(text, 1, 1_000, 'a number from 1 to 1000');
}

function time(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Give a time, as in 2026-01-31T12:00:00Z.');
  return at;
}

function requestUrl(text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give a URL, as in http://127.0.0.1:3000/slack/events.');
}

function wholeNumber(text: string, least: number, most: number, what: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new InvalidArgumentError(`Give ${what}.`);
}

endAtSignals();
process.stdout.on('error', endQuietly);
try {
  await program.parseAsync();
} catch (thrown) {
  complain(thrown);
  process.exitCode = 1;
}
