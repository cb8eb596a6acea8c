import { findFreePorts } from '../../src/dev/index.js';
import { createTestDatabase } from '../support/database.js';
import { runCommand, type TestProcess } from '../support/process.js';
import { until } from '../support/until.js';
import { SECRET } from './signed.js';

/** A sidecar in a process of its own, without an app. */
export interface LoneSidecar {
  process: TestProcess;
  /** The port where Slack reaches it. */
  port: number;
  close(): Promise<void>;
}

/** @param files how many files and connections the sidecar may have open; as many as this process if absent */
export async function startLoneSidecar({
  files,
  environment = {},
}: {
  files?: number;
  environment?: NodeJS.ProcessEnv;
}): Promise<LoneSidecar> {
  const database = await createTestDatabase();
  const [http, ops, grpc] = (await findFreePorts(3)) as [number, number, number];
  const limit = files === undefined ? '' : `ulimit -n ${files}; `;
  const command = ['sh', '-c', `${limit}exec "$0" dist/cli/bin.js serve`, process.execPath];
  const sidecar = runCommand(command, {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      SLACK_SIGNING_SECRET: SECRET,
      HAVOC_ADDRESS: `127.0.0.1:${grpc}`,
      HAVOC_HTTP_PORT: `${http}`,
      HAVOC_OPS_PORT: `${ops}`,
      ...environment,
    },
  });
  await until(() => isReady(ops), 60_000);
  return {
    process: sidecar,
    port: http,
    async close() {
      await sidecar.end('SIGKILL');
      await database.drop();
    },
  };
}

async function isReady(ops: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${ops}/readyz`).catch(() => undefined);
  return answer?.status === 200;
}
