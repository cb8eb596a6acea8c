import { HavocError } from '../base/index.js';
import type { Entities, Kind, Knowledge } from '../entities/index.js';
import { type Installation, type Installations, type Target, tenantOf } from '../installations/index.js';
import type { Logger } from '../log/index.js';
import type { Send } from '../outbound/index.js';
import type { Incoming, SlackAnswer } from '../slack/index.js';
import { createAskSlack, type Question } from './ask-slack.js';
import type { Channel, Context, Team, User } from './context.js';
import { toBot, toChannel, toTeam, toUser } from './to-entity.js';

export interface ResolverOptions {
  entities: Pick<Entities, 'peek' | 'find'>;
  installations: Pick<Installations, 'find' | 'findToken'>;
  send: Send;
  log: Logger;
  /** How long a delivery waits for unknown entities: `reply` if Slack awaits a reply, otherwise `other`. */
  budgetMs?: { reply: number; other: number };
  /** The age of knowledge beyond which Slack is asked again, in the background. */
  freshMs?: number;
  now?: () => Date;
}

/** An entity, or Slack's refusal. */
export type Resolved<T> = { ok: true; entity: T } | { ok: false; method: string; answer: SlackAnswer };

export interface Resolver {
  /**
   * Resolves the users and places that a payload is about. Never throws, and takes no longer than the budget.
   * Entities that are still unknown then have `resolved` false, and are learned in the background for the next time.
   */
  context(incoming: Pick<Incoming, 'whose' | 'about'>, options?: { awaitsReply?: boolean }): Promise<Context>;
  /**
   * Gets a user. Like `channel` and `team`, this waits for Slack without a time budget.
   *
   * @throws HavocError `resolve.not_found` (not_found), and the errors of FindToken and Send
   */
  user(id: string, target?: Target): Promise<Resolved<User>>;
  channel(id: string, target?: Target): Promise<Resolved<Channel>>;
  team(id: string, target?: Target): Promise<Resolved<Team>>;
}

/** For whom an entity is looked up. */
type Asker = Pick<Question, 'tenant' | 'target'>;

const NOT_FOUND = /^(?:users?|channel|team|bot)_not_found$|^user_not_visible$/;

/** Makes the resolver, which looks entities up in memory, then in the store, then in Slack. */
export function createResolver(options: ResolverOptions): Resolver {
  const { entities, installations, send, log } = options;
  const { budgetMs = { reply: 250, other: 1_000 }, freshMs = 86_400_000, now = () => new Date() } = options;
  const askSlack = createAskSlack({ send, now });

  /** Finds an entity. If the knowledge is incomplete, asks Slack first. */
  async function look<K extends Kind>(kind: K, team_id: string, id: string, asker: Asker) {
    const known = await entities.find(kind, team_id, id);
    if (known?.complete) {
      if (!isFresh(known)) askInBackground(kind, team_id, id, asker);
      return { known };
    }
    const refusal = await askSlack({ kind, team_id, id, ...asker, knownAt: known?.seenAt });
    return refusal ? { known, refusal } : { known: await entities.find(kind, team_id, id) };
  }

  /** Like look(), but knowledge about a foreign workspace is used only if Slack shows the workspace to the asker. */
  async function lookIfShown<K extends Kind>(kind: K, id: string, installation: Installation, asker: Asker) {
    if (kind !== 'team') return look(kind, asker.tenant, id, asker);
    const known = await entities.find('team', id, id);
    if (isOwnTeam(id, known, installation)) return look(kind, id, id, asker);
    const refusal = await askSlack({ kind, team_id: id, id, ...asker });
    return refusal ? { known: undefined, refusal } : { known: await entities.find(kind, id, id) };
  }

  function isFresh({ seenAt }: Knowledge<Kind>): boolean {
    return now().getTime() - seenAt.getTime() <= freshMs;
  }

  /** The knowledge in memory, if it is complete and fresh, so that neither the store nor Slack is needed. */
  function atHand<K extends Kind>(kind: K, team_id: string, id: string): Knowledge<K> | undefined {
    const known = entities.peek(kind, team_id, id);
    return known?.complete && isFresh(known) ? known : undefined;
  }

  function askInBackground(kind: Kind, team_id: string, id: string, asker: Asker): void {
    askSlack({ kind, team_id, id, ...asker }).catch((thrown) => {
      log.error({ err: thrown, kind, id }, 'resolve: could not refresh');
    });
  }

  /** Like look(), but within the budget: when the time is up, gives what is known so far, even if incomplete. */
  async function lookInTime<K extends Kind>(
    kind: K,
    team_id: string,
    id: string,
    { asker, timeUp }: { asker: Asker; timeUp: () => Promise<void> },
  ): Promise<Knowledge<K> | undefined> {
    let partly: Knowledge<K> | undefined;
    const looking = async () => {
      partly = await entities.find(kind, team_id, id);
      return (await look(kind, team_id, id, asker)).known;
    };
    const looked = looking().catch((thrown) => {
      log.error({ err: thrown, kind, id }, 'resolve: could not look up');
      return partly;
    });
    return Promise.race([looked, timeUp().then(() => partly)]);
  }

  async function getEntity<K extends keyof typeof SHOWN>(kind: K, id: string, target: Target) {
    const { installation } = await installations.findToken(target);
    const tenant = tenantOf(installation);
    const { known, refusal } = await lookIfShown(kind, id, installation, { target, tenant });
    if (known) return { ok: true as const, team_id: tenant, known };
    if (refusal?.failure) throw refusal.failure;
    if (!refusal?.answer || NOT_FOUND.test(refusal.answer.error ?? '')) throw notFound(kind, id);
    return { ok: false as const, method: refusal.method, answer: refusal.answer };
  }

  return {
    async context({ whose, about }, { awaitsReply = false } = {}) {
      const installation = await installations.find(whose);
      const tenant = tenantOf(whose) || tenantOf(installation);
      // A workspace that an org-wide payload names may be that of a stranger. The installation has it only if it is not.
      const isOrgWide = installation.is_enterprise_install === true;
      const { team_id, enterprise_id } = isOrgWide
        ? installation
        : { ...installation, ...withoutUndefined(whose) };
      const target = {
        team_id,
        enterprise_id,
        ...(isOrgWide && { is_enterprise_install: true }),
      };
      const timer = createTimer(awaitsReply ? budgetMs.reply : budgetMs.other);
      const within = { asker: { target, tenant }, timeUp: timer.up };
      const find = <K extends Kind>(kind: K, id: string | undefined, of = tenant) => {
        if (id === undefined) return undefined;
        const known = atHand(kind, of, id);
        if (known) return { id, team_id: of, known };
        return lookInTime(kind, of, id, within).then((looked) => ({ id, team_id: of, known: looked }));
      };
      const [team, user, channel, bot, enterprise] = await Promise.all([
        find('team', team_id, team_id),
        find('user', about.user_id),
        find('channel', about.channel_id),
        find('bot', about.bot_id),
        enterprise_id === undefined ? undefined : nameOf(enterprise_id, timer.up),
      ]);
      timer.stop();
      return {
        installation: {
          ...installation,
          is_enterprise_install: installation.is_enterprise_install ?? whose.is_enterprise_install,
        },
        team: team && toTeam(team),
        enterprise,
        user: user && toUser(user),
        channel: channel && toChannel(channel),
        bot: bot && toBot(bot),
        thread_ts: about.thread_ts,
      };
    },
    async user(id, target = {}) {
      const found = await getEntity('user', id, target);
      return found.ok ? { ok: true, entity: toUser({ id, ...found }) } : found;
    },
    async channel(id, target = {}) {
      const found = await getEntity('channel', id, target);
      return found.ok ? { ok: true, entity: toChannel({ id, ...found }) } : found;
    },
    async team(id, target = {}) {
      const found = await getEntity('team', id, target);
      return found.ok ? { ok: true, entity: toTeam({ id, ...found }) } : found;
    },
  };

  /** Finds an organisation's name within the budget. It is known from payloads only; Slack has no method for it. */
  async function nameOf(enterprise_id: string, timeUp: () => Promise<void>): Promise<Context['enterprise']> {
    const atHand = () => entities.peek('team', enterprise_id, enterprise_id);
    const found = entities.find('team', enterprise_id, enterprise_id).catch(() => undefined);
    const known = await Promise.race([found, timeUp().then(atHand)]);
    return { id: enterprise_id, name: known?.facts.name };
  }
}

/** True for the workspace or organisation of an installation, and for the other workspaces of its organisation. */
function isOwnTeam(
  id: string,
  known: Knowledge<'team'> | undefined,
  { team_id, enterprise_id }: Installation,
): boolean {
  const organisation = known?.facts.enterprise_id;
  return (
    id === team_id || id === enterprise_id || (organisation !== undefined && organisation === enterprise_id)
  );
}

const SHOWN = { user: 'user', channel: 'channel', team: 'workspace' };

function notFound(kind: keyof typeof SHOWN, id: string): HavocError {
  return new HavocError({
    kind: 'not_found',
    code: 'resolve.not_found',
    message: `The app cannot see the ${SHOWN[kind]} ${id} in Slack. Check the id. If it is a private channel, invite the app.`,
    fields: { id },
  });
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  const kept: Partial<T> = { ...value };
  for (const key of Object.keys(kept) as (keyof T)[]) if (kept[key] === undefined) delete kept[key];
  return kept;
}

/** Makes a timer that starts when the first caller waits for it. */
function createTimer(ms: number): { up(): Promise<void>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let up: Promise<void> | undefined;
  return {
    up: () => {
      up ??= new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      return up;
    },
    stop: () => clearTimeout(timer),
  };
}
