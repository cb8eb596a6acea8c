import { oauthOf } from '../config.js';
import type { Arrive } from '../delivery/index.js';
import { plainInstallUrl } from '../ingress/index.js';
import {
  createInstallations,
  INSTALLATION_EVENTS,
  type Installations,
  type InstallationsOptions,
} from '../installations/index.js';
import { startPurging } from '../purge/index.js';
import { INSTALLATION_EVENT, whoseIs } from '../slack/index.js';
import type { Parts } from './parts.js';

/** Creates the store of installations, and starts to identify and refresh tokens. */
export function startInstallations(
  { config, database, fleet, log, scope, metrics, vault }: Parts,
  calls: Pick<InstallationsOptions, 'call' | 'callForTokens'>,
): Installations {
  const { SLACK_CLIENT_ID: client_id, SLACK_CLIENT_SECRET: client_secret } = config;
  const oauth = oauthOf(config);
  const installations = createInstallations({
    ...calls,
    db: database,
    fleet,
    vault,
    token: config.SLACK_BOT_TOKEN,
    credentials: client_id && client_secret ? { client_id, client_secret } : undefined,
    installUrl: oauth && ((team) => plainInstallUrl(oauth.redirectUrls, team)),
    refreshBeforeMs: config.HAVOC_REFRESH_BEFORE_MS,
    onRefreshed: metrics.countRefresh,
    log,
  });
  scope.onRelease(() => installations.stop());
  installations.start();
  metrics.watchInstallations(installations.summarize);
  return installations;
}

/** True for envelopes about installations. havoc handles them itself, so the app need not. */
export function concernsInstallations({ kind, name }: { kind: string; name: string }): boolean {
  return kind === INSTALLATION_EVENT || (kind === 'event' && INSTALLATION_EVENTS.has(name));
}

/** Makes `arrive` apply events that change an installation before it commits them. */
export function hearing({ hear }: Pick<Installations, 'hear'>, arrive: Arrive): Arrive {
  async function hearFirst(draft: Parameters<Arrive>[0]) {
    const { kind, name, body, receivedAt } = draft;
    await hear({ kind, name, body, whose: whoseIs(kind, body) }, receivedAt);
    return arrive(draft);
  }
  return (draft) => (concernsInstallations(draft) ? hearFirst(draft) : arrive(draft));
}

/** Starts to commit havoc's own events about installations to the inbox. The app gets them like Slack's events. */
export function startTellingApp({ startNews }: Pick<Installations, 'startNews'>, arrive: Arrive): void {
  startNews(async ({ id, tenant, type, body, at }) => {
    await arrive({
      dedupeKey: `installation_event:${id}`,
      eventTime: at,
      kind: INSTALLATION_EVENT,
      name: type,
      teamId: tenant,
      orderKey: `installation:${tenant}`,
      payload: Buffer.from(body),
      body: JSON.parse(body),
      retryNum: undefined,
      receivedAt: new Date(),
      replyBy: undefined,
      origin: undefined,
    });
  });
}

/** Starts to purge installations that ended at least HAVOC_PURGE_AFTER_DAYS ago. */
export function startPurge({ config, database, fleet, vault, log, scope }: Parts): void {
  const purging = startPurging({
    db: database,
    replica: fleet.replica,
    vault,
    afterMs: config.HAVOC_PURGE_AFTER_DAYS * 86_400_000,
    // One replica does the work. All of them agree on which one it is.
    isMine: () => fleet.others().every(({ replica }) => fleet.replica < replica),
    log,
  });
  scope.onRelease(() => purging.stop());
}
