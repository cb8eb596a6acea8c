import { HavocError, type Json } from '../base/index.js';
import type { Bot, User } from '../gen/havoc/v1/entities.js';
import type { Delivery, Context as DeliveryContext } from '../gen/havoc/v1/events.js';
import { KINDS, type PayloadKind } from '../slack/kinds/index.js';
import type { Target } from './channel.js';
import { createEntities } from './entities.js';
import type { Context, DeliveryInfo } from './handlers.js';
import { asText, type Payload } from './kinds.js';
import { type HandlerLog, withFields } from './log.js';
import { createMessages } from './messages.js';
import type { Replying } from './reply.js';
import { createRespond } from './respond.js';
import { createSlack, type SlackDeps } from './slack.js';

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
  const target = targetOf(delivery.context ?? {});
  const log = withFields(deps.log, { delivery: delivery.id });
  const slack = createSlack({ ...deps, log }, target);
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
    slack,
    client: slack,
    messages: createMessages(deps.unary, target),
    entities: createEntities(deps.unary, target),
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
export function subjectArgs(kind: PayloadKind, subject: Json): Json {
  const named = { payload: subject, [KINDS[kind].listener]: subject };
  return kind === 'event' && subject.type === 'message' ? { ...named, message: subject } : named;
}

/** The installation of a delivery. For an installation in a whole organisation, this includes the workspace. */
function targetOf({ installation, team }: DeliveryContext): Target {
  return { team: installation?.team_id ?? team?.id, enterprise: installation?.enterprise_id };
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
