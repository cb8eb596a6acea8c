import { type Scope, withScope } from '../base/index.js';
import { type Doors, exportLocalSlack, importLocalSlack, serveLocalSlack } from '../local-slack/index.js';
import { startEmbedded } from './dev/database.js';
import { type Say, say } from './output.js';
import { untilSignal } from './until-signal.js';

/** Where the world is kept. */
export interface WorldOptions {
  /** The URL of a PostgreSQL, or true for the embedded one. Absent for a world in memory. */
  database?: string | true;
  /** The folder for the data of the embedded PostgreSQL. */
  dataDir: string;
}

export interface SlackOptions extends WorldOptions {
  port: number;
  /** The URL for Slack's HTTP requests. Without it, the local Slack makes none. */
  requestUrl?: string;
  /** Lets the app connect over Socket Mode. Together with a request URL, it receives everything twice. */
  socketMode?: boolean;
  /** The file of the seed of a new world. */
  seed?: string;
  /** Starts with a new world. */
  reset?: boolean;
}

const progress: Say = (line) => say(`  ${line}`);

/** Runs only the local Slack, for an app or a sidecar that is started separately. */
export async function slack(options: SlackOptions): Promise<void> {
  const { port, requestUrl, socketMode = false, seed, reset = false } = options;
  const signals = untilSignal();
  await withScope(async (scope) => {
    const database = await findDatabase(options, scope);
    const local = await serveLocalSlack({
      port,
      ...toDoors(requestUrl, socketMode),
      reset,
      onProgress: progress,
      ...(database !== undefined && { database }),
      ...(seed !== undefined && { seed }),
      ...(requestUrl !== undefined && { requestUrl }),
    });
    scope.onRelease(local.close);
    say(`The local Slack is at ${local.url}. Point an app at it with:`);
    say('');
    say(`  SLACK_API_URL=${local.apiUrl}`);
    say(`  SLACK_SIGNING_SECRET=${local.signingSecret}`);
    say(`  SLACK_BOT_TOKEN=${local.botToken}`);
    const hasSocket = local.doors.includes('socket');
    if (hasSocket) say(`  SLACK_APP_TOKEN=${local.appToken}`);
    say('');
    if (!hasSocket && Object.keys(local.requestUrls).length === 0)
      say(
        'It sends nothing yet: give it --request-url http://127.0.0.1:3000/slack/events, or --socket-mode.',
      );
    say('Ctrl-C ends it.');
    await signals.stop;
    await scope.release();
  });
}

/** Writes the world in a database to a file. */
export async function exportSlack(file: string, options: WorldOptions): Promise<void> {
  await move(options, (database) => exportLocalSlack({ database, file, onProgress: progress }));
}

/** Replaces the world in a database by the one in a file. */
export async function importSlack(file: string, options: WorldOptions): Promise<void> {
  await move(options, (database) => importLocalSlack({ database, file, onProgress: progress }));
}

async function move(options: WorldOptions, work: (database: string) => Promise<void>): Promise<void> {
  await withScope(async (scope) => {
    const database = await findDatabase({ database: true, ...options }, scope);
    if (database !== undefined) await work(database);
    await scope.release();
  });
}

/** Uses the database of `havoc dev` with the local Slack, so that both show the same world. */
async function findDatabase({ database, dataDir }: WorldOptions, scope: Scope): Promise<string | undefined> {
  if (database !== true) return database;
  return startEmbedded({ dataDir, isLocal: true, scope, onProgress: progress });
}

/** Without either option, the app of a seed or of an earlier run keeps its doors. */
function toDoors(requestUrl: string | undefined, socketMode: boolean): { doors?: Doors } {
  if (!socketMode) return requestUrl === undefined ? {} : { doors: ['http'] };
  return { doors: requestUrl === undefined ? ['socket'] : ['http', 'socket'] };
}
