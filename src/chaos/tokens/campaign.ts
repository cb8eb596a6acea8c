import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/index.js';
import { saveGrant } from '../../installations/index.js';
import { createVault, readKeys } from '../../vault/index.js';
import { createRandom } from '../random.js';
import { type ProcessGroup, startProcessGroup } from './process-group.js';
import type { Found } from './refresher-messages.js';
import { type Death, type RotatingSlack, startRotatingSlack } from './rotating-slack.js';

export interface CampaignOptions {
  database: Database;
  databaseUrl: string;
  /** As in HAVOC_ENCRYPTION_KEYS. */
  keys: string;
  /** The number of times that the token expires. */
  rounds: number;
  seed: number;
  /** How many processes need the token at once. */
  processes: number;
  say?: (line: string) => void;
  signal?: AbortSignal;
}

/** The result of a campaign. `wrong` lists the violations of its rules. */
export interface Campaign {
  rounds: number;
  refreshes: number;
  deaths: { before: number; after: number; anytime: number };
  /** New tokens that were lost, each by a death between Slack's answer and the commit. */
  lost: number;
  wrong: string[];
}

const HOURS_12_MS = 12 * 3_600_000;
/** A kill at any time happens within this time. A refresh takes about 30 ms. */
const ANYTIME_MS = 60;
/** A call must not fail because the machine is slow: Slack may have issued a token that is then lost. */
const LIMITS = { leaseMs: 5_000, callMs: 4_000 };

/**
 * Lets a token expire again and again while several processes need it, and kills the process that refreshes it: before
 * it calls Slack, after Slack's answer, or at any time. The same seed makes the same plan.
 *
 * In each round, Slack must accept a refresh token at most once, and all surviving processes must get the same valid
 * token. Only a death between Slack's answer and the commit may lose the new token. Then all must get the error
 * `installations.token_lost`, there is one event `token_failed`, and the next round begins with a new installation.
 */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { database, databaseUrl, keys, rounds, seed, processes, say = () => undefined, signal } = options;
  const random = createRandom(seed);
  const slack = await startRotatingSlack(() => Math.floor(random.share() * 30));
  const { apiUrl, fateUrl } = slack;
  const group = await startProcessGroup(processes, {
    databaseUrl,
    keys,
    apiUrl,
    fateUrl,
    ...LIMITS,
  });
  const campaign: Campaign = {
    rounds: 0,
    refreshes: 0,
    deaths: { before: 0, after: 0, anytime: 0 },
    lost: 0,
    wrong: [],
  };
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  try {
    await install(database, keys, slack, nowMs);
    for (let round = 1; round <= rounds && !signal?.aborted; round++) {
      nowMs += HOURS_12_MS;
      const wrong = await playRound({ group, slack, database, campaign, nowMs, random });
      campaign.wrong.push(...wrong.map((what) => `round ${round}: ${what}`));
      campaign.rounds = round;
      if (round % 20 === 0) say(`${round} of ${rounds} expirations`);
      if (await isLost(database)) await install(database, keys, slack, nowMs);
      await group.mend();
    }
  } finally {
    await group.stop();
    await slack.close();
  }
  return campaign;
}

interface Round {
  group: ProcessGroup;
  slack: RotatingSlack;
  database: Database;
  campaign: Campaign;
  nowMs: number;
  random: ReturnType<typeof createRandom>;
}

/** @returns what was wrong */
async function playRound({ group, slack, database, campaign, nowMs, random }: Round): Promise<string[]> {
  const draw = random.share();
  const death: Death | 'anytime' | undefined =
    draw < 0.2 ? 'before' : draw < 0.3 ? 'after' : draw < 0.6 ? 'anytime' : undefined;
  const newsBefore = await countLosses(database);
  slack.takeRequests();
  slack.setFate(death === 'anytime' ? undefined : death);
  const asked = group.askAll(nowMs);
  if (death === 'anytime') {
    const victim = Math.floor(random.share() * group.pids().length);
    setTimeout(() => group.kill(victim), random.share() * ANYTIME_MS);
  }
  const found = (await asked).filter((one): one is Found => one !== undefined);
  slack.setFate(undefined);
  if (death !== undefined) campaign.deaths[death]++;
  const requests = slack.takeRequests();
  const accepted = requests.filter(({ accessToken }) => accessToken !== undefined);
  campaign.refreshes += accepted.length;
  const wrong: string[] = [];
  if (accepted.length > 1) wrong.push(`Slack refreshed the token ${accepted.length} times`);
  const answers = new Set(found.map(({ token, error }) => token ?? error));
  if (answers.size > 1) wrong.push(`the processes got different answers: ${[...answers].join(', ')}`);
  const [answer] = answers;
  const losses = (await countLosses(database)) - newsBefore;
  const issued = accepted[0]?.accessToken;
  if (answer === 'installations.token_lost') {
    campaign.lost++;
    if (death === undefined || death === 'before')
      wrong.push('the token was lost without a death in between');
    if (losses !== 1) wrong.push(`the app was told ${losses} times that the token is lost`);
    return wrong;
  }
  if (issued === undefined || answer !== issued)
    wrong.push(`Slack issued ${issued}, but the processes got ${answer}`);
  if (losses !== 0) wrong.push('the app was told of a loss, but no token was lost');
  const unnecessary = requests.length - accepted.length;
  if (unnecessary > 0) wrong.push(`Slack got ${unnecessary} refresh tokens that were used before`);
  return wrong;
}

async function install(database: Database, keys: string, slack: RotatingSlack, nowMs: number): Promise<void> {
  const granted_at = new Date(nowMs);
  const bot = { scopes: ['chat:write'], ...slack.issue(), expires_at: new Date(nowMs + HOURS_12_MS) };
  const grant = { team_id: 'T1', is_enterprise_install: false, granted_at, users: [], bot };
  const deps = { vault: createVault(readKeys(keys)), replica: randomUUID() };
  await database.transaction((tx) => saveGrant(tx, deps, { ...grant, source: 'import' }));
}

async function isLost({ prisma }: Database): Promise<boolean> {
  return (await prisma.installationToken.count({ where: { refusal: { not: null } } })) > 0;
}

function countLosses({ prisma }: Database): Promise<number> {
  return prisma.installationNews.count({ where: { type: 'token_failed' } });
}
