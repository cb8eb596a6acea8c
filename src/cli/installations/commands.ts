import { type Command, Option } from 'commander';
import type { ExportFormat } from '../../installations/index.js';
import { dataDir, withSidecarOptions } from '../common-options.js';

const FORMATS: readonly ExportFormat[] = ['bolt-js', 'bolt-python'];

/** Adds the commands for installations and for the keys that encrypt their tokens. */
export function addInstallationCommands(program: Command): void {
  const installations = program
    .command('installations')
    .description('Show, revoke and move installations of the app in workspaces and organisations.');
  addRemoteCommands(installations);
  addMoveCommands(installations);

  const keys = program.command('keys').description('Manage the keys that encrypt tokens in the database.');
  keys
    .command('new')
    .description('Print a new key for HAVOC_ENCRYPTION_KEYS.')
    .action(async () => (await import('../keys.js')).printNewKey());
  withStorageOptions(keys.command('rotate'))
    .description(
      'Encrypt all tokens in the database with the first key of HAVOC_ENCRYPTION_KEYS. Sidecars may run meanwhile.',
    )
    .action(async (options) => (await import('../keys.js')).rotateKeys(options));

  withTenantOptions(withStorageOptions(program.command('purge')))
    .description(
      'Delete everything that havoc keeps of a workspace or organisation: tokens, people, channels, messages, envelopes and traffic. The app stays installed in Slack.',
    )
    .option('--yes', 'skip the confirmation')
    .action(async (options) => (await import('./purge.js')).purge(options));
}

/** Adds the commands that ask a sidecar. */
function addRemoteCommands(installations: Command): void {
  withSidecarOptions(installations.command('list'))
    .description('List where the app is installed.')
    .option('--ended', 'list also where the app was removed')
    .option('--json', 'print one line of JSON for each')
    .action(async (options) => (await import('./remote.js')).listInstallations(options));
  withSidecarOptions(installations.command('show'))
    .description('Print one installation, with its scopes and without its tokens.')
    .argument('<id>', 'the id of the workspace, or of the organisation of an org-wide installation')
    .option('--json', 'print one line of JSON')
    .action(async (id: string, options) => (await import('./remote.js')).showInstallation(id, options));
  withSidecarOptions(installations.command('revoke'))
    .description('Remove the app from a workspace or organisation, or revoke the token of one user.')
    .argument('<id>', 'the id of the workspace, or of the organisation of an org-wide installation')
    .option('--user <id>', 'revoke only the token of this user')
    .option('--yes', 'skip the confirmation')
    .action(async (id: string, options) => (await import('./remote.js')).revokeInstallation(id, options));
}

/** Adds the commands that work on the database. */
function addMoveCommands(installations: Command): void {
  withStorageOptions(installations.command('import'))
    .description(
      'Import the installations of another OAuth store: JSON of Bolt for JavaScript or Python, a folder of its FileInstallationStore, or the tables of Bolt for Python as CSV or JSON.',
    )
    .argument('<path>', 'a file, or a folder with all files in it')
    .option('--app <id>', 'only installations of this app')
    .option('--skip-invalid', 'import the rest if something cannot be read')
    .action(async (path: string, options) =>
      (await import('./import.js')).importInstallations(path, options),
    );
  withStorageOptions(installations.command('export'))
    .description('Write all installations with their tokens to a new file, which only you can read.')
    .argument('<file>', 'the file to create')
    .addOption(
      new Option('--format <format>', 'the kind of Bolt that the lines of JSON are for')
        .choices(FORMATS)
        .default('bolt-js'),
    )
    .action(async (file: string, options) =>
      (await import('./export.js')).exportInstallations(file, options),
    );
  withTenantOptions(withStorageOptions(installations.command('exchange')))
    .description(
      'Exchange tokens that never expire for tokens that rotate, with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. Slack does this once for each token, and it cannot be undone.',
    )
    .option('--all', 'exchange the tokens of all installations')
    .option('--yes', 'skip the confirmation')
    .action(async (options) => (await import('./exchange.js')).exchangeOldTokens(options));
}

/** Adds the options of a command that works on the database. */
function withStorageOptions(command: Command): Command {
  return command.addOption(
    dataDir('without DATABASE_URL, the data folder of the havoc dev whose database to use'),
  );
}

function withTenantOptions(command: Command): Command {
  return command
    .option('--team <id>', 'only this workspace')
    .option('--enterprise <id>', 'only the org-wide installation of this organisation');
}
