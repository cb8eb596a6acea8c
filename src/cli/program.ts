import { Argument, Command, Option } from 'commander';
import { DEFAULT_ADDRESS } from '../base/index.js';
import { VERSION } from '../version.js';
import { completionFor, SHELLS, type Shell } from './call/completion.js';
import { needsDevelopment } from './needs-development.js';
import { collect, count, port, requestUrl, time } from './option-values.js';
import { say } from './output.js';

/** The command `havoc`. Each of its commands loads its code when it runs, so that small ones start at once. */
export const program = new Command('havoc')
  .description('The plumbing between Slack and a Slack app.')
  .version(VERSION)
  .showHelpAfterError();

program
  .command('serve')
  .description(
    'Run the sidecar. It reads its configuration from the environment, and refuses to start if something is missing or wrong. SIGTERM drains it; a second one gives back at once what is in flight; a third ends it.',
  )
  .action(async () => (await import('./serve.js')).serve());

program
  .command('dev')
  .description(
    'Run the local Slack, PostgreSQL, the sidecar and your app on this machine. Press Enter to start an app again that has ended.',
  )
  .argument('[command...]', 'the command of your app, after --')
  .addOption(slackPort('--slack-port <port>'))
  .option('--app-name <name>', 'the name of your app in the local Slack', 'havoc')
  .option(
    '--command <usage>',
    'a slash command of your app, as in "/poll question"; may be given more than once',
    collect,
    [],
  )
  .addOption(dataDir('the folder of the embedded PostgreSQL'))
  .option(
    '--reset',
    'empty havoc’s tables first, also in DATABASE_URL; with the local Slack and no DATABASE_URL this happens at each start',
  )
  .option('--with-parent', 'end when the parent process ends, for example npm')
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
    'let the app connect over Socket Mode; with --request-url it gets everything twice',
  )
  .action(async (options: { port: number; requestUrl?: string; socketMode?: boolean }) =>
    (await needsDevelopment(() => import('./slack.js'))).slack(options),
  );

program
  .command('migrate')
  .description(
    'Bring the tables in DATABASE_URL up to date, and print what was applied. Several may run at once.',
  )
  .action(async () => (await import('./migrate.js')).runMigrate());

program
  .command('health')
  .description(
    'Print whether the sidecar on this machine is ready, and its status. The exit code is 1 if it is not.',
  )
  .addOption(
    new Option('--host <host>', 'the address of its probes; default: 127.0.0.1').env('HAVOC_OPS_HOST'),
  )
  .addOption(
    new Option('--port <port>', 'the port of its probes; default: 9090')
      .env('HAVOC_OPS_PORT')
      .argParser(port),
  )
  .addOption(dataDir('without --host and --port, find a running havoc dev by its data folder'))
  .action(async (options) => (await import('./health.js')).health(options));

withSidecarOptions(program.command('call'))
  .description('Call a method of Slack through the sidecar, with JSON, and print the answer.')
  .argument('[method]', 'as in chat.postMessage; with --list, the beginning of the names')
  .argument('[json]', 'the arguments; - reads them from standard input', '{}')
  .option('--list', 'print the names of the methods instead')
  .option('--team <id>', 'act in this workspace')
  .option('--enterprise <id>', 'act in this organisation')
  .option('--user <id>', 'use the token of this user')
  .action(async (method: string | undefined, json: string, { list, ...options }, command: Command) => {
    const { callMethod, listMethods } = await import('./call/call.js');
    if (list) await listMethods(method ?? '', options);
    else if (method !== undefined) await callMethod(method, json, options);
    else command.help({ error: true });
  });

withSidecarOptions(program.command('manifest'))
  .description(
    'Run your app, and print the Slack app manifest for what it listens to. Without an app, ask a running sidecar what the connected apps listen to, or wait for an app that you start.',
  )
  .argument('[command...]', 'the command of your app, after --')
  .option('--url <url>', 'where Slack reaches havoc, as in https://slack.example.com')
  .option('--socket-mode', 'for Socket Mode, in place of a URL')
  .option('--name <name>', 'the name of the app; default: the name that it gives itself')
  .option('--description <text>', 'the description of the app for people')
  .option('--json', 'print JSON in place of YAML')
  .option('--wait <seconds>', 'how long to wait for the app', count, 60)
  .action(async (command: string[], { wait: waitSeconds, ...options }) =>
    (await import('./manifest/manifest.js')).printManifest({ command, waitSeconds, ...options }),
  );

program
  .command('completion')
  .description('Print a script that completes commands and method names, for eval "$(havoc completion bash)"')
  .addArgument(new Argument('<shell>').choices(SHELLS))
  .action((shell: Shell) =>
    say(
      completionFor(
        shell,
        program.commands.map((one) => one.name()),
      ),
    ),
  );

const traffic = program.command('traffic').description('Show requests from Slack and calls to Slack.');

withTrafficOptions(traffic.command('list').description('List the newest records.'))
  .option('-n, --limit <count>', 'the number of records', count, 50)
  .action(async (options) => (await import('./traffic.js')).listTraffic(options));

withTrafficOptions(traffic.command('tail').description('Print records as they are made.')).action(
  async (options) => (await import('./traffic.js')).tailTraffic(options),
);

withSidecarOptions(traffic.command('show').description('Print one record with its bodies.').argument('<id>'))
  .option('--json', 'print one line of JSON')
  .action(async (id: string, options) => (await import('./traffic.js')).showTraffic(id, options));

const dead = program
  .command('dead')
  .description(
    'Show and change dead letters: envelopes whose attempts are used up, or that the app refused for good.',
  );

withDeadFilters(dead.command('list').description('List the newest dead letters.'))
  .option('-n, --limit <count>', 'the number of dead letters', count, 50)
  .option('--json', 'print one line of JSON for each')
  .action(async (options) => (await import('./dead.js')).listDead(options));

withSidecarOptions(
  dead
    .command('show')
    .description('Print one dead letter, with its last error and what Slack sent.')
    .argument('<id>'),
)
  .option('--json', 'print one line of JSON')
  .action(async (id: string, options) => (await import('./dead.js')).showDead(id, options));

withDeadFilters(
  dead
    .command('replay')
    .description('Deliver dead letters again, marked as replayed. The exit code is 1 if an id is not there.')
    .argument('[ids...]'),
)
  .option('--all', 'select all')
  .action(async (ids: string[], options) => (await import('./dead.js')).replayDead(ids, options));

withDeadFilters(
  dead
    .command('drop')
    .description(
      'Delete dead letters. It asks first, unless they are named by id. The exit code is 1 if an id is not there.',
    )
    .argument('[ids...]'),
)
  .option('--all', 'select all')
  .option('--yes', 'do not ask')
  .action(async (ids: string[], options) => (await import('./dead.js')).dropDead(ids, options));

function withDeadFilters(command: Command): Command {
  return withSidecarOptions(command)
    .option('--kind <kind>', 'as in event, command, block_actions')
    .option('--name <name>', "the event's type, the command, the callback or action id")
    .option('--team <id>', 'of this workspace')
    .addOption(new Option('--reason <reason>', 'why they are dead letters').choices(['attempts', 'termed']))
    .option('--before <time>', 'that died before this time, as in 2026-01-31T12:00:00Z', time);
}

function withSidecarOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--address <address>',
        `the sidecar; default: that of a running havoc dev, else ${DEFAULT_ADDRESS}`,
      ).env('HAVOC_ADDRESS'),
    )
    .addOption(dataDir('the data folder of that havoc dev'))
    .addOption(
      new Option('--token <token>', 'the token of a sidecar on another machine').env('HAVOC_GRPC_TOKEN'),
    )
    .addOption(new Option('--ca <file>', 'the authority of its certificate, PEM').env('HAVOC_GRPC_CA'));
}

function withTrafficOptions(command: Command): Command {
  return withSidecarOptions(command)
    .addOption(new Option('--direction <direction>', 'from Slack, or to Slack').choices(['in', 'out']))
    .option('--name <name>', 'a Web API method, or what Slack sent')
    .option('--outcome <outcome>', 'as in ok, duplicate, channel_not_found')
    .option('--json', 'print one line of JSON for each');
}

function dataDir(meaning: string): Option {
  return new Option('--data-dir <folder>', meaning).env('HAVOC_DATA_DIR').default('.havoc');
}

function slackPort(flags: string): Option {
  return new Option(flags, 'the port of the local Slack')
    .env('HAVOC_SLACK_PORT')
    .argParser(port)
    .default(7400);
}
