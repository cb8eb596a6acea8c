import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InstallProvider, LogLevel } from '@slack/oauth';
import { openDatabase } from '../db/index.js';
import {
  createInstallations,
  type Grant,
  type InstallationsOptions,
  saveGrant,
} from '../installations/index.js';
import { createLogger } from '../log/index.js';
import { createVault, newKey, readKeys, type Vault } from '../vault/index.js';
import type { Databases } from './databases.js';
import { type Metrics, percentile } from './figures.js';
import type { Subject } from './scenarios/scenario.js';

/** The number of installations. */
export const INSTALLATIONS = 10_000;
const LOOKUPS_A_BATCH = 100;
const GRANTS_A_TRANSACTION = 500;
const MB = 1024 * 1024;
const SCOPES =
  'app_mentions:read channels:history channels:read chat:write commands im:history team:read users:read';

const teamAt = (index: number) => `T${String(index).padStart(10, '0')}`;

/** Like a token of Slack, and different for each workspace. */
const tokenAt = (index: number) => `xoxb-${String(index).padStart(13, '0')}-0000000000000-${'a'.repeat(24)}`;

/** What a workspace grants, with what Slack says about the token. */
function grantAt(index: number): Grant {
  const team_id = teamAt(index);
  const ids = { team_id, bot_id: `B${index}`, user_id: `U${index}` };
  const url = `https://workspace-${index}.slack.com/`;
  return {
    team_id,
    team_name: `Workspace ${index}`,
    is_enterprise_install: false,
    app_id: 'A0123456789',
    bot_id: ids.bot_id,
    bot_user_id: ids.user_id,
    installed_by: `U${index}1`,
    granted_at: new Date(),
    source: 'import',
    bot: {
      scopes: SCOPES.split(' '),
      access_token: tokenAt(index),
      identity: {
        ok: true,
        url,
        team: `Workspace ${index}`,
        user: 'poll',
        is_enterprise_install: false,
        ...ids,
      },
    },
    users: [],
  };
}

/** A `Map` that has the token under the id of the workspace: the floor. */
export function createMapSubject(): Subject {
  const tokens = new Map(
    Array.from({ length: INSTALLATIONS }, (_, index) => [teamAt(index), tokenAt(index)]),
  );
  return { name: 'Map.get', measure: (seconds) => timeLookups((team) => tokens.get(team), seconds) };
}

/** The store in memory of `@slack/oauth`, which keeps nothing when the process ends. */
export function createOAuthSubject(): Subject {
  return {
    name: '@slack/oauth 4, in memory',
    async measure(seconds) {
      const provider = new InstallProvider({
        clientId: '1.1',
        clientSecret: 'client-secret',
        stateSecret: 'state-secret',
        logLevel: LogLevel.ERROR,
      });
      const { installationStore } = provider;
      const memory = await memoryOf(async () => {
        for (let index = 0; index < INSTALLATIONS; index++)
          await installationStore.storeInstallation(toInstallation(grantAt(index)));
      });
      const find = (teamId: string) =>
        provider.authorize({ teamId, enterpriseId: undefined, isEnterpriseInstall: false });
      return { ...(await timeLookups(find, seconds)), memory };
    },
  };
}

function toInstallation({ team_id = '', team_name, app_id, bot, ...grant }: Grant) {
  return {
    team: { id: team_id, name: team_name },
    enterprise: undefined,
    user: { id: grant.installed_by ?? '', token: undefined, scopes: undefined },
    appId: app_id,
    tokenType: 'bot' as const,
    authVersion: 'v2' as const,
    isEnterpriseInstall: false,
    bot: {
      id: grant.bot_id ?? '',
      userId: grant.bot_user_id ?? '',
      token: bot?.access_token ?? '',
      scopes: bot?.scopes ?? [],
    },
  };
}

/** havoc's installations, encrypted in PostgreSQL, of which it holds all in memory after their first use. */
export async function createHavocSubject(databases: Databases): Promise<Subject> {
  const vault = createVault(readKeys(newKey(new Date())));
  const url = await databases.addHavoc('installations');
  await store(url, vault);
  return {
    name: 'havoc, encrypted in PostgreSQL',
    async measure(seconds) {
      const db = openDatabase({ url });
      const installations = createInstallations({ ...OPTIONS, db, vault });
      const find = (team_id: string) => installations.findToken({ team_id });
      const loads = new Float64Array(INSTALLATIONS);
      // The first one also prepares the statement.
      await find(teamAt(INSTALLATIONS));
      const memory = await memoryOf(async () => {
        for (const index of loads.keys()) {
          const beganMs = performance.now();
          await find(teamAt(index));
          loads[index] = performance.now() - beganMs;
        }
      });
      const found = await timeLookups(find, seconds);
      await installations.stop();
      await db.close();
      return { ...found, memory, load_p50: percentile(loads, 0.5), load_p99: percentile(loads, 0.99) };
    },
  };
}

const refuse = () => Promise.reject(new Error('The benchmark does not call Slack.'));

/** A replica that is alone, and notifies no others. */
const OPTIONS: Omit<InstallationsOptions, 'db' | 'vault'> = {
  fleet: { replica: crypto.randomUUID(), on() {}, onGap() {}, hears: () => true },
  call: refuse,
  callForTokens: refuse,
  token: undefined,
  credentials: undefined,
  refreshBeforeMs: 0,
  log: createLogger({ level: 'silent' }),
};

/** Stores one installation more than is measured. */
async function store(url: string, vault: Vault): Promise<void> {
  const db = openDatabase({ url });
  for (let first = 0; first <= INSTALLATIONS; first += GRANTS_A_TRANSACTION) {
    await db.transaction(async (tx) => {
      const end = Math.min(first + GRANTS_A_TRANSACTION, INSTALLATIONS + 1);
      for (let index = first; index < end; index++)
        await saveGrant(tx, { vault, replica: OPTIONS.fleet.replica }, grantAt(index));
    });
  }
  await db.close();
}

/** The nanoseconds of a lookup of any workspace: in the middle batch, and in the slowest of a hundred batches. */
async function timeLookups(find: (team: string) => unknown, seconds: number): Promise<Metrics> {
  const nanoseconds: number[] = [];
  const teams = Array.from({ length: INSTALLATIONS }, (_, index) => teamAt(index));
  const end = performance.now() + seconds * 1000;
  for (let next = 0; performance.now() < end; ) {
    const beganMs = performance.now();
    for (let times = 0; times < LOOKUPS_A_BATCH; times++) {
      // The number has no factor in common with the number of workspaces, so that all have their turn.
      next = (next + 7919) % INSTALLATIONS;
      await find(teams[next] ?? '');
    }
    nanoseconds.push(((performance.now() - beganMs) * 1e6) / LOOKUPS_A_BATCH);
  }
  return { p50: percentile(nanoseconds, 0.5), p99: percentile(nanoseconds, 0.99) };
}

/** The megabytes that the heap grows by, without garbage. */
async function memoryOf(fill: () => Promise<void>): Promise<number> {
  const before = await usedBytes();
  await fill();
  return ((await usedBytes()) - before) / MB;
}

/** Collects garbage first, with pauses, because one collection can free more for the next. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  for (let times = 0; times < 10; times++) {
    collect();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}
