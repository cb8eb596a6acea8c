import { chmod, chown, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/db/index.js';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { createDatabase } from '../support/database.js';
import { REPOSITORY } from '../support/repository.js';
import { until } from '../support/until.js';
import { type Container, type ContainerOptions, FOLDER, images, startContainer } from './container.js';

/** Long enough even if the machine is busy with other things. */
export const PATIENCE_MS = 60_000;
/** The group of the folder that the pod's containers share, a user in the group, and a user outside it. */
const GROUP = 1000;
export const NEIGHBOUR = { uid: 2000, gid: 2000, additionalGids: [GROUP] };
export const STRANGER = { uid: 3000, gid: 3000 };

const NAMES = '127.0.0.1 localhost database.test slack.test\n';
const SOCKET_FOLDER = '/run/havoc';

/** What a pod's containers have: an empty database, a Slack, and a shared folder. */
export interface Pod {
  /** The host uses its own address for the database. The containers reach it by another name. */
  database: Database;
  local: LocalSlack;
  /** Runs the production image. It can write only to the shared folder. */
  start(options?: Partial<ContainerOptions>): Promise<Container>;
  /** Starts `havoc serve`, waits until it is ready, and points the local Slack at it. */
  serve(): Promise<Container>;
  /** Runs the image to its end. */
  run(options: Partial<ContainerOptions>): Promise<{ code: number | null; output: string }>;
  /** Runs a program of this repository in a container beside havoc's. */
  startApp(program: string): Promise<Container>;
  /** Ends all containers. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function createPod(): Promise<Pod> {
  const created = await createDatabase();
  const database = openDatabase({ url: created.url });
  const local = await startLocalSlack({ retryDelaysMs: [100, 500, 1_500, 3_000, 6_000, 12_000] });
  const shared = await createSharedFolder();
  const hosts = join(await mkdtemp(join(FOLDER, 'hosts-')), 'hosts');
  await writeFile(hosts, NAMES, { mode: 0o644 });
  const named = (url: string, name: string) => url.replace('127.0.0.1', name);
  const databaseUrl = named(created.url, 'database.test');
  const address = `unix:${SOCKET_FOLDER}/havoc.sock`;
  const mounts = [
    { source: hosts, destination: '/etc/hosts' },
    { source: shared, destination: SOCKET_FOLDER, writable: true },
  ];
  const containers: Container[] = [];

  async function keep(started: Promise<Container>): Promise<Container> {
    const container = await started;
    containers.push(container);
    return container;
  }

  const start: Pod['start'] = (options = {}) =>
    keep(
      startContainer({
        image: images.production,
        env: {
          DATABASE_URL: databaseUrl,
          SLACK_SIGNING_SECRET: local.signingSecret,
          SLACK_BOT_TOKEN: local.botToken,
          SLACK_API_URL: named(local.apiUrl, 'slack.test'),
          HAVOC_ADDRESS: address,
          HAVOC_LOG_LEVEL: 'warn',
        },
        mounts,
        ...options,
      }),
    );

  async function clear(): Promise<void> {
    for (const container of containers.splice(0).reverse()) await container.remove();
  }

  return {
    database,
    local,
    start,
    async serve() {
      const container = await start();
      await until(isReady, PATIENCE_MS);
      await local.configure({ requestUrl: 'http://127.0.0.1:3000/slack/events' });
      return container;
    },
    async run(options) {
      const container = await start(options);
      const { code } = await container.exited;
      return { code, output: container.output() };
    },
    startApp: (program) =>
      keep(
        startContainer({
          image: images.production,
          entrypoint: ['node', `/app/${program}`],
          user: NEIGHBOUR,
          env: { HAVOC_ADDRESS: address, DATABASE_URL: databaseUrl },
          mounts: [...mounts, { source: REPOSITORY, destination: '/app' }],
        }),
      ),
    clear,
    async close() {
      await clear();
      await local.close();
      await database.close();
      await created.drop();
    },
  };
}

/** Creates a folder like an emptyDir in a pod with an fsGroup. Anyone may write to it, and the group owns new files. */
async function createSharedFolder(): Promise<string> {
  const folder = await mkdtemp(join(FOLDER, 'shared-'));
  await chown(folder, 0, GROUP);
  await chmod(folder, 0o2777);
  return folder;
}

const isReady = () =>
  fetch('http://127.0.0.1:9090/readyz').then(
    ({ ok }) => ok,
    () => false,
  );
