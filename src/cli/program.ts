import { Argument, Command, Option } from 'commander';
import { VERSION } from '../version.js';
import { completionFor, SHELLS, type Shell } from './call/completion.js';
import { dataDir, withSidecarOptions } from './common-options.js';
import { addInstallationCommands } from './installations/commands.js';
import { needsDevelopment } from './needs-development.js';
import { collect, count, port, requestUrl, time } from './option-values.js';
import { say } from './output.js';
import type { SlackOptions, WorldOptions } from './slack.js';

/** The command `havoc`. Each subcommand loads its code only when it runs, so that small subcommands start fast. */
export const program = new Command('havoc')
  .description('The plumbing between Slack and a Slack app.')
  .version(VERSION)
  // Options of a command may have the names of options of its subcommands, as in `havoc slack export`.
  .enablePositionalOptions()
  .showHelpAfterError();

program
  .command('serve')
  .description(
    'Run the sidecar. It reads its configuration from the environment, and refuses to start if something is missing or wrong. The first SIGTERM drains it, the second one gives back all deliveries in flight, and the third one ends it at once.',
  )
  .action(async () => (await import('./serve.js')).serve());

program
  .command('dev')
  .description(
    'Run the local Slack, PostgreSQL, the sidecar and your app on this machine. If your app ends, press Enter to start it again.',
  )
  .argument('[command...]', 'the command of your app, after --')
  .addOption(slackPort('--slack-port <port>'))
  .option('--app-name <name>', 'the name of your app in the local Slack; default: havoc')
  .option(
    '--command <usage>',
    'a slash command of your app, such as "/poll question"; may be given more than once',
    collect,
    [],
  )
  .addOption(dataDir('the folder of the embedded PostgreSQL'))
  .addOption(seedFile())
  .option(
    '--reset',
    'first empty havoc’s tables and discard the world of the local Slack, even in DATABASE_URL',
  )
  .option('--with-parent', 'end when the parent process (for example npm) ends')
  .action(async (command: string[], { command: commands, ...options }) =>
    (await needsDevelopment(() => import('./dev/dev.js'))).dev({ command, commands, ...options }),
  );

const slack = program
  .command('slack')
  .description('Run the local Slack alone.')
  // Its subcommands have options of the same names.
  .enablePositionalOptions()
  .addOption(slackPort('--port <port>'))
  .option('--request-url <url>', 'the URL to which it sends events, interactions and commands', requestUrl)
  .option(
    '--socket-mode',
    'let the app connect over Socket Mode; with --request-url, the app receives everything twice',
  )
  .addOption(
    worldDatabase('keep the world in the PostgreSQL at this URL, or in the embedded one; default: in memory'),
  )
  .addOption(dataDir('the folder of the embedded PostgreSQL'))
  .addOption(seedFile())
  .option('--reset', 'discard the world in the database, and start with a new one')
  .action(async (options: SlackOptions) =>
    (await needsDevelopment(() => import('./slack.js'))).slack(options),
  );

slack
  .command('export')
  .description(
    'Write the whole world of a local Slack, which must not be running, to a file. Tests can start from it.',
  )
  .argument('<file>', 'the file to write')
  .addOption(worldDatabase('the URL of its PostgreSQL; default: the embedded one'))
  .addOption(dataDir('the folder of the embedded PostgreSQL'))
  .action(async (file: string, options: WorldOptions) =>
    (await needsDevelopment(() => import('./slack.js'))).exportSlack(file, options),
  );

slack
  .command('import')
  .description('Replace the world of a local Slack, which must not be running, by the one in a file.')
  .argument('<file>', 'a file that `havoc slack export` wrote')
  .addOption(worldDatabase('the URL of its PostgreSQL; default: the embedded one'))
  .addOption(dataDir('the folder of the embedded PostgreSQL'))
  .action(async (file: string, options: WorldOptions) =>
    (await needsDevelopment(() => import('./slack.js'))).importSlack(file, options),
  );

program
  .command('migrate')
  .description(
    'Bring the tables in DATABASE_URL up to date, and print the migrations that it applied. Several processes may run this at once.',
  )
  .action(async () => (await import('./migrate.js')).runMigrate());

program
  .command('health')
  .description(
    'Print whether the sidecar on this machine is ready, and the state of its parts. The exit code is 1 if it is not ready.',
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
  .description('Call a method of Slack through the sidecar with JSON arguments, and print the answer.')
  .argument('[method]', 'the method, such as chat.postMessage; with --list, a prefix of the names')
  .argument('[json]', 'the arguments; - reads them from standard input', '{}')
  .option('--list', 'print the names of methods, and call none')
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
    'Run your app, and print a Slack app manifest for what it listens to. Without a command, ask a running sidecar what the connected apps listen to, or wait for an app that you start.',
  )
  .argument('[command...]', 'the command of your app, after --')
  .option('--url <url>', 'the URL at which Slack reaches havoc, such as https://slack.example.com')
  .option('--socket-mode', 'use Socket Mode instead of a URL')
  .option('--oauth', 'let people install the app with OAuth at /slack/install')
  .option(
    '--redirect-url <url>',
    'a URL of havoc that ends with /slack/oauth_redirect, to which Slack sends people back after OAuth; may be given more than once; default: the one at --url',
    collect,
    [],
  )
  .option(
    '--optional-scope <scope>',
    'a scope of the bot that people may leave out when they install the app; may be given more than once',
    collect,
    [],
  )
  .option('--token-rotation', 'let tokens expire, so that havoc replaces them; Slack cannot undo this')
  .option('--org-wide', 'let organisations install the app for all their workspaces')
  .option('--name <name>', 'the name of the app; default: the name that it gives itself')
  .option('--description <text>', 'the description of the app in Slack')
  .option('--json', 'print JSON instead of YAML')
  .option('--wait <seconds>', 'how long to wait for the app', count, 60)
  .action(async (command: string[], { wait: waitSeconds, redirectUrl, optionalScope, ...options }) =>
    (await import('./manifest/manifest.js')).printManifest({
      command,
      waitSeconds,
      redirectUrls: redirectUrl,
      optionalScopes: optionalScope,
      ...options,
    }),
  );

program
  .command('completion')
  .description(
    'Print a shell script that completes commands and method names. To load it, run: eval "$(havoc completion bash)"',
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
    'Show, replay and drop dead letters: envelopes whose attempts are used up, or that the app refused permanently.',
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
    .description(
      'Deliver dead letters again, marked as replayed. The exit code is 1 if a given id does not exist.',
    )
    .argument('[ids...]'),
)
  .option('--all', 'select all dead letters')
  .action(async (ids: string[], options) => (await import('./dead.js')).replayDead(ids, options));

withDeadFilters(
  dead
    .command('drop')
    .description(
      'Delete dead letters permanently. Asks for a confirmation first, unless you give ids. The exit code is 1 if a given id does not exist.',
    )
    .argument('[ids...]'),
)
  .option('--all', 'select all dead letters')
  .option('--yes', 'skip the confirmation')
  .action(async (ids: string[], options) => (await import('./dead.js')).dropDead(ids, options));

addInstallationCommands(program);

function withDeadFilters(command: Command): Command {
  return withSidecarOptions(command)
    .option('--kind <kind>', 'only this kind of payload, such as event, command or block_actions')
    .option('--name <name>', 'only this event type, slash command, callback id or action id')
    .option('--team <id>', 'only this workspace')
    .addOption(
      new Option(
        '--reason <reason>',
        'only dead letters for this reason: attempts if their attempts were used up, termed if the app gave them up, as with Unrecoverable',
      ).choices(['attempts', 'termed']),
    )
    .option(
      '--before <time>',
      'only envelopes that became dead letters before this time, such as 2026-01-31T12:00:00Z',
      time,
    );
}

function withTrafficOptions(command: Command): Command {
  return withSidecarOptions(command)
    .addOption(
      new Option('--direction <direction>', 'in for requests from Slack, out for calls to Slack').choices([
        'in',
        'out',
      ]),
    )
    .option('--name <name>', 'only this name, such as chat.postMessage or event app_mention')
    .option('--outcome <outcome>', 'only this outcome, such as ok, duplicate or channel_not_found')
    .option('--json', 'print one line of JSON for each');
}

function slackPort(flags: string): Option {
  return new Option(flags, 'the port of the local Slack')
    .env('HAVOC_SLACK_PORT')
    .argParser(port)
    .default(7400);
}

function worldDatabase(meaning: string): Option {
  return new Option('--database [url]', meaning);
}

function seedFile(): Option {
  return new Option(
    '--seed <file>',
    'a YAML file or module with the people, channels, apps and messages of a new world',
  );
}
