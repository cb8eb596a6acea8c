import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs, HavocError } from '../base/index.js';
import type { Logger } from '../log/index.js';
import { isPassing, type SlackAnswer, type SlackRequest } from '../slack/index.js';
import { askIdentity } from './identity.js';
import type { FindToken, Installation, Target } from './installation.js';

export interface InstallationsOptions {
  /** The bot token of the one workspace or organisation in which the app is installed. Without it, no calls are made. */
  token?: string;
  call: (request: SlackRequest) => Promise<SlackAnswer>;
  log: Logger;
  /** How long a call waits for Slack to identify the token. The default is 3 s. */
  patienceMs?: number;
  /** Called once Slack has identified the token. */
  onKnown?: (installation: Installation) => void;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface Installations {
  findToken: FindToken;
  /** Returns what is known about the installation that a payload belongs to. Never waits. */
  find(whose: Target): Installation;
  /** Starts to ask Slack which installation the token belongs to. Repeats in the background until Slack answers. */
  start(): void;
  stop(): Promise<void>;
  /** Returns the token's installation, once Slack has identified it. */
  known(): Installation | undefined;
}

/**
 * Creates the app's installations. There is only one, to which the configured token belongs. Slack may be unreachable
 * when havoc starts. havoc then still accepts Slack's requests, and only its own calls wait.
 */
export function createInstallations(options: InstallationsOptions): Installations {
  const { token, call, log, patienceMs = 3_000, onKnown } = options;
  const { sleep = (ms, signal) => wait(ms, undefined, { signal, ref: false }) } = options;
  const stopping = new AbortController();
  const waiters = new Set<() => void>();
  let installation: Installation | undefined;
  let refusal: string | undefined;
  let asking: Promise<void> | undefined;

  async function askUntilKnown(): Promise<void> {
    if (token === undefined) return;
    for (let attempt = 1; !stopping.signal.aborted && !installation; attempt++) {
      const heldMs = await askOnce(token, attempt);
      if (installation || stopping.signal.aborted) return;
      // A refused token may be fixed on Slack's side, but not soon.
      const [firstMs, mostMs] = refusal === undefined ? [500, 5_000] : [15_000, 60_000];
      const pauseMs = Math.max(backoffMs(attempt, { firstMs, mostMs }), heldMs);
      await sleep(pauseMs, stopping.signal).catch(() => undefined);
    }
  }

  /** @returns the shortest wait before the next call that Slack asks for, in milliseconds */
  async function askOnce(token: string, attempt: number): Promise<number> {
    try {
      const identity = await askIdentity(call, token, stopping.signal);
      if (!identity.ok && isPassing(identity.error)) {
        log.warn({ error: identity.error, attempt }, 'Slack cannot answer auth.test now; havoc tries again');
        return identity.retryAfterMs ?? 0;
      }
      if (!identity.ok) {
        refusal = identity.error;
        log.error(
          { error: identity.error, attempt },
          'Slack refuses the token (auth.test); set SLACK_BOT_TOKEN to the bot token in the app settings',
        );
        settle();
        return 0;
      }
      refusal = undefined;
      installation = identity.installation;
      log.info({ installation }, 'Slack has identified the installation of the token');
      onKnown?.(installation);
      settle();
    } catch (thrown) {
      if (!stopping.signal.aborted)
        log.warn({ err: thrown, attempt }, 'Slack did not answer auth.test; havoc tries again');
    }
    return 0;
  }

  function settle(): void {
    for (const waiter of waiters) waiter();
    waiters.clear();
  }

  /** Waits until Slack accepts or refuses the token, the time is over, or the caller's signal aborts. */
  async function untilTokenAnswered(signal: AbortSignal | undefined): Promise<void> {
    start();
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiters.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, patienceMs);
      waiters.add(done);
      signal?.addEventListener('abort', done);
      if (signal?.aborted) done();
    });
  }

  const findToken: FindToken = async (target, { signal } = {}) => {
    if (token === undefined) throw noToken();
    if (target.user_id !== undefined) throw noUserToken(target.user_id);
    const named = target.team_id !== undefined || target.enterprise_id !== undefined;
    if (!installation && !named && refusal === undefined) await untilTokenAnswered(signal);
    // Without the workspace, the ledger would store entries that it could not find later.
    if (!installation && !named && refusal === undefined) throw unknownYet();
    if (!installation) return { token, installation: find(target) };
    checkTarget(target, installation);
    return { token, installation: find(target) };
  };

  function find({ team_id, enterprise_id }: Target): Installation {
    const mine = installation && isMine({ team_id, enterprise_id }, installation);
    if (!mine) return { ...(team_id && { team_id }), ...(enterprise_id && { enterprise_id }) };
    return { ...installation, team_id: installation?.team_id ?? team_id };
  }

  function start(): void {
    asking ??= askUntilKnown();
  }

  return {
    findToken,
    find,
    start,
    async stop() {
      stopping.abort();
      settle();
      await asking;
    },
    known: () => installation,
  };
}

/** True if the target belongs to the installation. An org-wide installation has all workspaces of its organisation. */
function isMine({ team_id, enterprise_id }: Target, installation: Installation): boolean {
  const wrongOrganisation =
    enterprise_id !== undefined &&
    installation.enterprise_id !== enterprise_id &&
    (installation.is_enterprise_install === true || team_id === undefined);
  if (wrongOrganisation) return false;
  return (
    installation.is_enterprise_install === true || team_id === undefined || team_id === installation.team_id
  );
}

function checkTarget(target: Target, installation: Installation): void {
  if (isMine(target, installation)) return;
  const asked = target.team_id ?? target.enterprise_id;
  const have = installation.team_id ?? installation.enterprise_id;
  throw new HavocError({
    kind: 'not_found',
    code: 'installations.not_found',
    message:
      `The app is not installed in ${asked}. The configured token belongs to ${have}. ` +
      `Leave out havoc-team, or configure the token of ${asked}.`,
    fields: { asked, installed: have },
  });
}

function noToken(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_token',
    message:
      'havoc has no token to call Slack with. Set SLACK_BOT_TOKEN to the bot token of the app (xoxb-…).',
  });
}

function noUserToken(user_id: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'installations.no_user_token',
    message: `havoc has no token of the user ${user_id}. Leave out havoc-user to act as the app's bot.`,
    fields: { user_id },
  });
}

function unknownYet(): HavocError {
  return new HavocError({
    kind: 'unavailable',
    code: 'installations.unknown_yet',
    message:
      'Slack has not said yet which workspace the token belongs to (auth.test). Try again in a moment.',
  });
}
