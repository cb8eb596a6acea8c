import { HavocError, type Json } from '../base/index.js';
import type { Bot, User } from '../gen/havoc/v1/entities.js';
import type { Delivery, Context as DeliveryContext } from '../gen/havoc/v1/events.js';
import { INSTALLATION_EVENT, KINDS } from '../slack/kinds/index.js';
import { createListAuthorizations } from './authorizations.js';
import { createCalls } from './calls.js';
import type { Target } from './channel.js';
import type { Context, DeliveryInfo } from './handlers.js';
import { asText, type Kind, type Payload } from './kinds.js';
import { type HandlerLog, withFields } from './log.js';
import type { Replying } from './reply.js';
import { createRespond } from './respond.js';
import type { SlackDeps } from './slack.js';

export type HandlerDeps = SlackDeps;

/** A handler's arguments without those that depend on the listener. handlers.ts has the precise types. */
export type Args = Json & { context: Context; delivery: DeliveryInfo; log: HandlerLog };

/** Makes the arguments that all listeners of one delivery share. */
export function createArgs(
  deps: HandlerDeps,
  delivery: Delivery,
  payload: Payload,
  { replying, signal }: { replying: Replying; signal: AbortSignal },
): Args {
  const { body } = payload;
  const { installation = {}, team, enterprise, user, channel, bot } = delivery.context ?? {};
  const log = withFields(deps.log, { delivery: delivery.id });
  const calls = createCalls({ ...deps, log }, targetOf(delivery.context ?? {}, payload));
  const { slack } = calls;
  const info: DeliveryInfo = {
    id: delivery.id ?? '',
    attempt: delivery.attempt ?? 1,
    replayed: delivery.replayed ?? false,
    receivedAt: delivery.received_at ?? new Date(),
    replyBy: delivery.reply_by,
    signal,
  };

  async function say(message: string | Json, options?: object): Promise<unknown> {
    const given = typeof message === 'string' ? { text: message } : message;
    const to = given.channel ?? channel?.id;
    if (typeof to !== 'string') throw nowhereToSay(payload);
    return slack.chat.postMessage(
      { ...threadToSayIn(payload, delivery), ...given, channel: to } as Parameters<
        typeof slack.chat.postMessage
      >[0],
      options,
    );
  }

  return {
    body,
    context: contextOf(delivery.context ?? {}),
    delivery: info,
    installation,
    team,
    enterprise,
    user: user ?? mentioner(payload, bot),
    channel,
    bot,
    ...calls,
    client: slack,
    ...(payload.kind === 'event' && { authorizations: createListAuthorizations(deps.unary, body) }),
    say,
    respond: createRespond(deps.unary, payload),
    reply: replying.reply,
    ack: replying.reply,
    log,
    logger: log,
    raw: delivery.raw_json,
  };
}

/** A bot without a user may mention the app. Handlers then get the bot's details as the user. */
function mentioner({ kind, subjects }: Payload, bot: Bot | undefined): User | undefined {
  if (kind !== 'event' || subjects[0]?.type !== 'app_mention' || bot === undefined) return undefined;
  const { id, user_id, name, team_id, resolved } = bot;
  return { id: user_id ?? id, name, real_name: name, team_id, is_bot: true, resolved };
}

/** Gives the payload's subject under the argument names that handlers of its kind use. */
export function subjectArgs(kind: Kind, subject: Json): Json {
  const name = kind === INSTALLATION_EVENT ? 'event' : KINDS[kind].listener;
  const named = { payload: subject, [name]: subject };
  return kind === 'event' && subject.type === 'message' ? { ...named, message: subject } : named;
}

/**
 * Returns the installation for which the calls of a handler act. For an org-wide installation, this includes the
 * workspace. An event about an installation has the ids in its body.
 */
function targetOf({ installation, team }: DeliveryContext, { kind, body }: Payload): Target {
  if (kind === INSTALLATION_EVENT)
    return { team: asText(body.team_id), enterprise: asText(body.enterprise_id) };
  const { team_id = team?.id, enterprise_id, is_enterprise_install } = installation ?? {};
  return { team: team_id, enterprise: enterprise_id, ...(is_enterprise_install && { orgWide: true }) };
}

function contextOf({ installation, team, enterprise, user }: DeliveryContext): Context {
  return {
    teamId: team?.id ?? installation?.team_id,
    enterpriseId: enterprise?.id ?? installation?.enterprise_id,
    isEnterpriseInstall: installation?.is_enterprise_install ?? false,
    userId: user?.id,
    botId: installation?.bot_id,
    botUserId: installation?.bot_user_id,
  };
}

/**
 * In an assistant's panel, the user only sees the messages of its thread, so say() posts there, as Bolt's assistant
 * does. Everywhere else, say() posts to the channel, as Bolt's say() does.
 */
function threadToSayIn({ subjects: [event] }: Payload, { context }: Delivery): { thread_ts?: string } {
  const isOfAssistant = asText(event?.type)?.startsWith('assistant_thread_');
  return isOfAssistant ? { thread_ts: context?.thread_ts } : {};
}

function nowhereToSay({ kind, subjects: [subject] }: Payload): HavocError {
  const happening = kind === 'event' ? `${asText(subject?.type) ?? 'unknown'} event` : kind;
  return new HavocError({
    kind: 'failed_precondition',
    code: 'client.no_channel',
    message: `This ${happening} has no channel, so say() does not know where to post. Call say({ channel, text }).`,
  });
}
