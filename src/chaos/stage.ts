import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scope } from '../base/index.js';
import { migrate } from '../db/index.js';
import { findFreePorts } from '../dev/index.js';
import { VERSION } from '../version.js';
import type { Door } from './doors.js';
import { type FaultyLine, startFaultyLine } from './faulty-line.js';
import { keepHistory } from './history.js';
import { createHttpDoor } from './http-door.js';
import { createMember, type Member } from './member.js';
import { type Postgres, startPostgres } from './postgres.js';
import type { Random } from './random.js';
import { type SocketDoor, startSocketDoor } from './socket-door.js';

/** A sidecar, with the lines to its database and to its HTTP port. */
export interface Replica extends Member {
  database: FaultyLine;
  front: FaultyLine;
  /** Shifts its clock by this time, whether it runs or not. */
  shiftClock(ms: number): Promise<void>;
}

/** Two sidecars with one app each on one database, and Slack in front of them. */
export interface Stage {
  postgres: Postgres;
  /** Starts the database again, and connects the replicas to it. */
  startPostgres(): Promise<void>;
  replicas: Replica[];
  apps: Member[];
  socket: SocketDoor;
  doors: Door[];
  /** The files with the apps' notes. */
  noteFiles: string[];
  /** A line for each process that ended without a request. */
  crashes: string[];
}

const SECRET = 'a-signing-secret-for-chaos';
/** Short times, so that recovery is visible within a run, and few connections, so that they run out. */
const SETTINGS = {
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_BOT_TOKEN: 'xoxb-chaos',
  SLACK_APP_TOKEN: 'xapp-chaos',
  HAVOC_HTTP_HOST: '127.0.0.1',
  HAVOC_OPS_HOST: '127.0.0.1',
  HAVOC_LEASE_MS: '2000',
  HAVOC_DRAIN_MS: '3000',
  HAVOC_MAX_ATTEMPTS: '8',
  HAVOC_DATABASE_POOL: '5',
  HAVOC_LOG_LEVEL: 'info',
};
/** A sidecar that finds no database at its start ends, and is started again. */
const NO_DATABASE = /: Cannot connect to PostgreSQL /;
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Starts the database, then everything else in any order. */
export async function setStage(folder: string, random: Random, scope: Scope): Promise<Stage> {
  const crashes: string[] = [];
  const onCrash = (how: string) => {
    if (!NO_DATABASE.test(how)) crashes.push(how);
  };
  const postgres = await startPostgres(join(folder, 'postgres'));
  scope.onRelease(() => postgres.stop());
  await migrate({ url: postgres.url(), version: VERSION });
  await keepHistory(postgres.url());
  const socket = await startSocketDoor(random);
  scope.onRelease(() => socket.close());

  async function startLine(): Promise<FaultyLine> {
    const line = await startFaultyLine();
    scope.onRelease(() => line.close());
    return line;
  }

  async function startReplica(at: number): Promise<{ replica: Replica; opsPort: number }> {
    const name = `replica ${at + 1}`;
    const clockFile = join(folder, `clock-${at + 1}`);
    const [database, front] = [await startLine(), await startLine()];
    const [httpPort = 0, opsPort = 0] = await findFreePorts(2);
    front.aim(httpPort);
    database.aim(postgres.port());
    await writeFile(clockFile, '0');
    const url = new URL(postgres.url());
    url.port = String(database.port);
    const member = createMember({
      name,
      args: ['--import', pathOf('./shifted-clock.js'), pathOf('../../dist/cli/bin.js'), 'serve'],
      env: {
        ...SETTINGS,
        DATABASE_URL: url.href,
        SLACK_API_URL: socket.apiUrl,
        HAVOC_ADDRESS: `unix:${join(folder, `havoc-${at + 1}.sock`)}`,
        HAVOC_HTTP_PORT: String(httpPort),
        HAVOC_OPS_PORT: String(opsPort),
        CHAOS_CLOCK_FILE: clockFile,
      },
      logFile: join(folder, `replica-${at + 1}.log`),
      onCrash,
    });
    const shiftClock = (ms: number) => writeFile(clockFile, String(ms));
    return { replica: { ...member, database, front, shiftClock }, opsPort };
  }

  const replicas = [await startReplica(0), await startReplica(1)];
  const noteFiles = [1, 2].map((number) => join(folder, `notes-${number}.jsonl`));
  const apps = noteFiles.map((file, at) =>
    createMember({
      name: `app ${at + 1}`,
      args: [pathOf('./chaos-app.js')],
      env: {
        HAVOC_ADDRESS: `unix:${join(folder, `havoc-${at + 1}.sock`)}`,
        CHAOS_NOTES: file,
        CHAOS_APP: `app ${at + 1}`,
      },
      logFile: join(folder, `app-${at + 1}.log`),
      onCrash,
    }),
  );
  for (const member of [...replicas.map(({ replica }) => replica), ...apps]) {
    scope.onRelease(() => member.kill());
    await member.start();
  }
  const backends = replicas.map(({ replica: { name, front }, opsPort }) => ({
    name,
    port: front.port,
    opsPort,
  }));
  const http = createHttpDoor({ backends, signingSecret: SECRET, random });
  scope.onRelease(() => http.close());

  return {
    postgres,
    async startPostgres() {
      await postgres.start();
      for (const { replica } of replicas) replica.database.aim(postgres.port());
    },
    replicas: replicas.map(({ replica }) => replica),
    apps,
    socket,
    doors: [http, socket],
    noteFiles,
    crashes,
  };
}
