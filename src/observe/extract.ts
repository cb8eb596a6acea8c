import type { Json } from '../base/index.js';
import { tenantOf } from '../installations/index.js';
import { contentOf, type LedgerChange } from '../messages/index.js';
import { eventTimeOf, type Incoming, rowOf, type SlackAnswer, type SlackRequest } from '../slack/index.js';
import { extractEvent, type Lessons } from './extract-event.js';
import { filledAt, objectAt, objectsAt } from './fields.js';
import { readBot, readChannel, readTeam, readUser, readWriter, type Seen } from './read-entities.js';

/**
 * Extracts the lessons of a payload. It is a pure function, and never throws for any payload.
 *
 * @param now when the payload arrived; for an event that Slack sends late, the event's own time is used
 */
export function extractIncoming(
  { kind, whose, body }: Pick<Incoming, 'kind' | 'body' | 'whose'>,
  now: Date,
): Lessons {
  const seen = { team_id: tenantOf(whose), at: now };
  switch (rowOf(kind).layout) {
    case 'event':
      return extractEvent(body, { ...seen, at: happenedAt(body, now) });
    case 'fields':
      return { entities: fromFields(body, seen), ledger: [] };
    case 'objects':
    case 'either':
      return { entities: fromObjects(body, seen), ledger: [] };
  }
}

function happenedAt(body: Json, now: Date): Date {
  const told = eventTimeOf(body);
  return told && told < now ? told : now;
}

function fromFields(body: Json, seen: Seen) {
  const { user_id, user_name, channel_id, channel_name, team_id, team_domain, enterprise_id } = body;
  return [
    ...readUser({ id: user_id, name: user_name }, seen),
    ...readChannel({ id: channel_id, name: channel_name }, seen, false),
    ...readTeam({ id: team_id, domain: team_domain, enterprise_id }, seen, false),
    ...readTeam({ id: enterprise_id, name: body.enterprise_name }, seen, false),
  ];
}

function fromObjects(body: Json, seen: Seen) {
  return [
    ...readUser(objectAt(body, 'user'), seen),
    ...readChannel(objectAt(body, 'channel'), seen, false),
    ...readTeam(objectAt(body, 'team'), seen, false),
    ...readTeam(objectAt(body, 'enterprise'), seen, false),
    ...readWriter(objectAt(body, 'message'), seen),
  ];
}

type ReadAnswer = (body: Json, seen: Seen) => Lessons['entities'];

const oneUser: ReadAnswer = (body, seen) => readUser(objectAt(body, 'user'), seen);
const oneChannel: ReadAnswer = (body, seen) => readChannel(objectAt(body, 'channel'), seen, true);
const manyChannels: ReadAnswer = (body, seen) =>
  objectsAt(body, 'channels').flatMap((channel) => readChannel(channel, seen, true));
const manyMessages: ReadAnswer = (body, seen) =>
  objectsAt(body, 'messages').flatMap((message) => readWriter(message, seen));

const ANSWERS: ReadonlyMap<string, ReadAnswer> = new Map<string, ReadAnswer>([
  ['users.info', oneUser],
  ['users.lookupByEmail', oneUser],
  ['users.list', (body, seen) => objectsAt(body, 'members').flatMap((user) => readUser(user, seen))],
  ['conversations.info', oneChannel],
  ['conversations.create', oneChannel],
  ['conversations.join', oneChannel],
  ['conversations.rename', oneChannel],
  ['conversations.invite', oneChannel],
  ['conversations.list', manyChannels],
  [
    'users.conversations',
    (body, seen) => objectsAt(body, 'channels').flatMap((channel) => readChannel(channel, seen, false)),
  ],
  ['conversations.open', (body, seen) => readChannel(objectAt(body, 'channel'), seen, false)],
  ['conversations.history', manyMessages],
  ['conversations.replies', manyMessages],
  ['team.info', (body, seen) => readTeam(objectAt(body, 'team'), seen, true)],
  ['bots.info', (body, seen) => readBot(objectAt(body, 'bot'), seen, true)],
  ['auth.test', fromAuthTest],
  ['chat.postMessage', (body, seen) => readWriter(objectAt(body, 'message'), seen)],
]);

function fromAuthTest(body: Json, seen: Seen) {
  const url = filledAt(body, 'url');
  const domain =
    url && URL.canParse(url) ? /^([^.]+)\.slack\.com$/.exec(new URL(url).hostname)?.[1] : undefined;
  const { team_id, enterprise_id } = body;
  return [
    ...readTeam({ id: team_id, name: body.team, domain, enterprise_id }, seen, false),
    ...readUser({ id: body.user_id, name: body.user }, seen),
  ];
}

/**
 * Extracts the lessons of an answer. Refusals teach something too: a message that is not found was deleted.
 *
 * @param seen the workspace of the call, and its time
 */
export function extractAnswer(
  { method, args }: Pick<SlackRequest, 'method' | 'args'>,
  { ok, error, body }: Pick<SlackAnswer, 'ok' | 'error' | 'body'>,
  seen: Seen,
): Lessons {
  const entities = ok ? (ANSWERS.get(method)?.(body, seen) ?? []) : [];
  const change = seen.team_id === '' ? undefined : ledgerChange(method, args, ok ? body : { error }, seen);
  return { entities, ledger: change ? [change] : [] };
}

function ledgerChange(method: string, args: Json, body: Json, seen: Seen): LedgerChange | undefined {
  const channel = filledAt(body, 'channel') ?? filledAt(args, 'channel');
  const ts = filledAt(body, 'ts') ?? filledAt(args, 'ts');
  if (channel === undefined || ts === undefined) return undefined;
  const where = { team_id: seen.team_id, channel, ts, at: seen.at };
  const isEdit = method === 'chat.update' || method === 'chat.delete';
  if (body.error !== undefined) {
    return isEdit && body.error === 'message_not_found' ? { change: 'deleted', ...where } : undefined;
  }
  if (method === 'chat.delete') return { change: 'deleted', ...where };
  if (method === 'chat.update') return { change: 'updated', ...where, content: contentOf(args) };
  if (method !== 'chat.postMessage' && method !== 'chat.meMessage') return undefined;
  return { change: 'posted', ...where, thread_ts: filledAt(args, 'thread_ts'), content: contentOf(args) };
}
