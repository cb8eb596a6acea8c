import { createBackgroundWork, startRepeating } from '../base/index.js';
import type { Database } from '../db/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import type { SlackAnswer, SlackRequest, Whose } from '../slack/index.js';
import type { Vault } from '../vault/index.js';
import { CHANGED, type ChangeDeps } from './changes.js';
import { removeEnvironment, saveEnvironment } from './environment-row.js';
import { createEnvironmentToken, type Identified } from './environment-token.js';
import { chooseInstallation, createFindToken, toInstallation } from './find-token.js';
import { createHearInstallation, type HearInstallation } from './hear.js';
import { createHoldings, type HeldInstallation } from './held.js';
import type { FindToken, Grant, Installation, InstallationDetails, Target } from './installation.js';
import { createLearnTeams } from './learn-teams.js';
import { type News, startNews } from './news.js';
import { useStateOnce } from './oauth-state.js';
import { findInstallation, listInstallations } from './read.js';
import { type AppCredentials, createRefresh, type RefreshOptions } from './refresh.js';
import { startRefreshAhead } from './refresh-ahead.js';
import { createReportAnswer, type ReportAnswer } from './report.js';
import { createRevoke, type Revoke } from './revoke.js';
import { saveGrant } from './save-grant.js';
import { type InstallationSummary, summarize } from './state.js';

export interface InstallationsOptions
  extends Pick<RefreshOptions, 'callMs' | 'leaseMs' | 'pauseMs' | 'patienceMs' | 'onRefreshed' | 'now'>,
    Pick<ChangeDeps, 'installUrl'> {
  db: Database;
  fleet: Pick<Fleet, 'replica' | 'on' | 'onGap' | 'hears'>;
  vault: Vault;
  /** Calls Slack, and records the call. */
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  /** Calls Slack, and records the call without its bodies, which contain tokens. */
  callForTokens: (request: SlackRequest) => Promise<SlackAnswer>;
  /** SLACK_BOT_TOKEN: the token of one installation, beside those of OAuth. */
  token: string | undefined;
  credentials: AppCredentials | undefined;
  /** How long before its expiry a token is replaced, in milliseconds. */
  refreshBeforeMs: number;
  log: Logger;
  /** How long a call waits for Slack to identify SLACK_BOT_TOKEN. The default is 3 s. */
  identifyMs?: number;
}

export interface Installations {
  findToken: FindToken;
  /** Records whether Slack accepts a token. */
  report: ReportAnswer;
  /** Returns what is known about the installation that a payload belongs to. Never throws. */
  find(whose: Whose): Promise<Installation>;
  /** Stores a grant, with its events for the app. @throws HavocError of saveGrant */
  install(grant: Grant): Promise<void>;
  hear: HearInstallation;
  get(key: Omit<Target, 'user_id'>): Promise<InstallationDetails | undefined>;
  list(page: { limit: number; after?: string; ended?: boolean }): Promise<InstallationDetails[]>;
  revoke: Revoke;
  useStateOnce(id: string, expiresAt: Date): Promise<boolean>;
  /** Counts the installations by state. Each call asks the database. */
  summarize(): Promise<InstallationSummary>;
  /** False while Slack has not said to which installation SLACK_BOT_TOKEN belongs. */
  isConfirmed(): boolean;
  /** The id of the app. Undefined until Slack has identified SLACK_BOT_TOKEN. */
  appId(): string | undefined;
  /** Starts to identify SLACK_BOT_TOKEN, and to refresh tokens. */
  start(): void;
  /** Starts to move events about installations into the inbox. */
  startNews(commit: (news: News) => Promise<void>): void;
  stop(): Promise<void>;
}

const LEARN_EVERY_MS = 10 * 60_000;

/** Creates the store of the app's installations, whether they come from OAuth, an import or SLACK_BOT_TOKEN. */
export function createInstallations(options: InstallationsOptions): Installations {
  const { db, fleet, vault, call, callForTokens, log, now = () => new Date() } = options;
  const stopping = new AbortController();
  const deps = { ...options, replica: fleet.replica, now };
  const holdings = createHoldings({ db, vault, hears: fleet.hears });
  let news: ReturnType<typeof startNews> | undefined;
  let ahead: ReturnType<typeof startRefreshAhead> | undefined;
  let learning: ReturnType<typeof startRepeating> | undefined;
  const background = createBackgroundWork();
  const notRestored = (failure: unknown) =>
    log.warn({ err: failure }, 'the installation of SLACK_BOT_TOKEN could not be stored again');
  const notLearned = (failure: unknown) =>
    log.warn({ err: failure }, 'the workspaces of an organisation could not be listed; havoc tries again');

  /** Drops what has changed from memory. Notices do the same on the other replicas. */
  function changed(tenant: string, teams = false): void {
    holdings.drop({ tenant, teams });
    news?.look();
  }
  fleet.onGap(holdings.clear);
  fleet.on(CHANGED, (payload) => {
    const { tenant, teams }: Record<string, unknown> = { ...payload };
    if (typeof tenant !== 'string') return;
    changed(tenant, teams === true);
    if (tenant === environment.identified()?.tenant) background.add(restore(tenant)).catch(notRestored);
  });

  /** Stores the installation of SLACK_BOT_TOKEN again if it was purged: the token is still in use. */
  async function restore(tenant: string): Promise<void> {
    const identified = environment.identified();
    if (identified && !(await holdings.installation(tenant))) await store(identified);
  }

  async function store(identified: Identified): Promise<void> {
    await db.transaction((tx) => saveEnvironment(tx, deps, identified));
    changed(identified.tenant);
  }

  const environment = createEnvironmentToken({
    token: options.token,
    call,
    log,
    patienceMs: options.identifyMs,
    now,
    async onIdentified(identified) {
      await store(identified);
      if (identified.installation.is_enterprise_install && options.token !== undefined)
        await learnTeams(identified.tenant, options.token, now());
    },
  });
  const { refresh, idle } = createRefresh({
    ...deps,
    call: callForTokens,
    onChanged: changed,
    untilChanged: holdings.untilDropped,
    stopping: stopping.signal,
  });
  const findToken = createFindToken({ holdings, environment, refresh, log, now });
  const { learnTeams, learnMissing } = createLearnTeams({
    ...deps,
    findToken,
    onChanged: (tenant) => changed(tenant, true),
  });

  /**
   * Returns the workspace of a payload. The workspace in an org-wide payload counts only if it has the installation.
   */
  async function teamOf({ row }: HeldInstallation, { team_id }: Whose): Promise<string | undefined> {
    if (!row.is_enterprise_install) return row.team_id ?? undefined;
    const isOwn = team_id !== undefined && (await holdings.organisationOf(team_id)) === row.tenant;
    return isOwn ? team_id : undefined;
  }

  return {
    findToken,
    report: createReportAnswer({ ...deps, holdings, refresh, onChanged: changed }),
    async find(whose) {
      const named = {
        ...(whose.team_id !== undefined && { team_id: whose.team_id }),
        ...(whose.enterprise_id !== undefined && { enterprise_id: whose.enterprise_id }),
      };
      try {
        const held = await chooseInstallation(holdings, whose);
        if (!held)
          return { ...named, state: environment.identified() || !options.token ? 'missing' : 'unconfirmed' };
        return { ...toInstallation(held.row, held.bot), team_id: await teamOf(held, whose) };
      } catch (failure) {
        log.warn({ err: failure }, 'the installation of a payload could not be looked up');
        return { ...named, state: 'unconfirmed' };
      }
    },
    async install(grant) {
      await db.transaction((tx) => saveGrant(tx, deps, grant));
      const tenant = grant.is_enterprise_install ? grant.enterprise_id : grant.team_id;
      if (tenant === undefined) return;
      changed(tenant);
      const token = grant.bot?.access_token;
      if (grant.is_enterprise_install && token !== undefined)
        await learnTeams(tenant, token, grant.granted_at);
    },
    hear: createHearInstallation({ ...deps, onChanged: changed }),
    get: (key) => findInstallation(db.prisma, key),
    list: (page) => listInstallations(db.prisma, page),
    revoke: createRevoke({ ...deps, findToken, onChanged: changed }),
    useStateOnce: (id, expiresAt) => db.transaction((tx) => useStateOnce(tx, id, expiresAt, now())),
    async summarize() {
      const summary = await summarize(db.prisma);
      // Slack refused to say whose the token is, so it belongs to no installation yet.
      const error = environment.identified() ? undefined : environment.refusal();
      if (error === undefined) return summary;
      const refusals = [{ tenant: 'SLACK_BOT_TOKEN', error }, ...summary.refusals];
      return { ...summary, refused: summary.refused + 1, refusals };
    },
    isConfirmed: () => options.token === undefined || environment.identified() !== undefined,
    appId: () => environment.identified()?.installation.app_id,
    start() {
      environment.start();
      learning ??= startRepeating({ everyMs: LEARN_EVERY_MS, run: learnMissing, onFailure: notLearned });
      background.add(learnMissing(stopping.signal)).catch(notLearned);
      if (options.token === undefined)
        background
          .add(db.transaction((tx) => removeEnvironment(tx, deps)))
          .catch((failure: unknown) =>
            log.warn({ err: failure }, 'the installation of an earlier SLACK_BOT_TOKEN could not be removed'),
          );
      ahead ??= startRefreshAhead({ db, refresh, beforeMs: options.refreshBeforeMs, log, now });
    },
    startNews(commit) {
      news ??= startNews({ db, commit, log });
      news.look();
    },
    async stop() {
      stopping.abort();
      await Promise.all([
        environment.stop(),
        ahead?.stop(),
        news?.stop(),
        learning?.stop(),
        background.idle(),
        idle(),
      ]);
    },
  };
}
