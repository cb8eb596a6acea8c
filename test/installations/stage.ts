import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/index.js';
import type { Fleet } from '../../src/fleet/index.js';
import {
  createInstallations,
  type Grant,
  type Installations,
  type InstallationsOptions,
} from '../../src/installations/index.js';
import { createLogger } from '../../src/log/index.js';
import type { SlackAnswer, SlackRequest } from '../../src/slack/index.js';
import { createVault, newKey, readKeys, type Vault } from '../../src/vault/index.js';
import { createLoneFleet } from '../support/lone-fleet.js';

export const NOW = new Date('2026-03-01T12:00:00Z');
export const HOUR_MS = 3_600_000;

export function ok(body: Record<string, unknown> = {}): SlackAnswer {
  return { ok: true, status: 200, body: { ok: true, ...body } };
}

export function refused(error: string): SlackAnswer {
  return { ok: false, error, status: 200, body: { ok: false, error } };
}

/** A vault with one new key. */
export function makeVault(): Vault {
  return createVault(readKeys(newKey(NOW)));
}

/** The grant of a bot token in the workspace T1. */
export function grantOf(changes: Partial<Grant> = {}): Grant {
  return {
    team_id: 'T1',
    team_name: 'Acme',
    is_enterprise_install: false,
    app_id: 'A1',
    bot_id: 'B1',
    bot_user_id: 'UBOT',
    installed_by: 'U1',
    granted_at: NOW,
    source: 'oauth',
    bot: { scopes: ['chat:write', 'commands'], access_token: 'xoxb-1' },
    users: [],
    ...changes,
  };
}

export interface Stage {
  installations: Installations;
  vault: Vault;
  /** The requests that reached Slack. */
  requests: SlackRequest[];
  /** What Slack answers to the next requests; `ok` when there are none left. */
  answers: (SlackAnswer | Error)[];
}

/** A replica of its own on the database, with a Slack that gives prepared answers. */
export function createStage(db: Database, options: Partial<InstallationsOptions> = {}): Stage {
  const requests: SlackRequest[] = [];
  const answers: (SlackAnswer | Error)[] = [];
  const vault = options.vault ?? makeVault();
  const call = async (request: SlackRequest) => {
    requests.push(request);
    const next = answers.shift() ?? ok();
    if (next instanceof Error) throw next;
    return next;
  };
  const fleet: Fleet = { ...createLoneFleet(), replica: randomUUID() };
  const installations = createInstallations({
    db,
    fleet,
    call,
    callForTokens: call,
    token: undefined,
    credentials: { client_id: '1.1', client_secret: 'client-secret' },
    refreshBeforeMs: 2 * HOUR_MS,
    log: createLogger({ level: 'silent' }),
    identifyMs: 20,
    now: () => NOW,
    installUrl: (team) => `https://example.com/slack/install${team ? `?team=${team}` : ''}`,
    ...options,
    vault,
  });
  return { installations, vault, requests, answers };
}

/** The events that are written down for the app, oldest first. */
export async function newsOf(db: Database): Promise<Record<string, unknown>[]> {
  const rows = await db.prisma.installationNews.findMany({ orderBy: { id: 'asc' } });
  return rows.map(({ body }) => JSON.parse(body));
}
