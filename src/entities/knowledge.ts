export interface UserFacts {
  /** The user's own workspace. For a stranger in a shared channel, it is another workspace than the app's. */
  home_team_id?: string;
  /** The handle, without the @. */
  name?: string;
  real_name?: string;
  display_name?: string;
  email?: string;
  title?: string;
  /** IANA name. */
  tz?: string;
  /** Seconds east of UTC. */
  tz_offset?: number;
  locale?: string;
  image_url?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_admin?: boolean;
  is_owner?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
}

export interface ChannelFacts {
  name?: string;
  topic?: string;
  purpose?: string;
  is_channel?: boolean;
  is_group?: boolean;
  is_im?: boolean;
  is_mpim?: boolean;
  is_private?: boolean;
  is_archived?: boolean;
  is_shared?: boolean;
  is_ext_shared?: boolean;
  is_member?: boolean;
  /** The other person of a direct message. */
  user?: string;
}

export interface TeamFacts {
  name?: string;
  /** The part before .slack.com. */
  domain?: string;
  enterprise_id?: string;
  icon_url?: string;
}

export interface BotFacts {
  name?: string;
  app_id?: string;
  user_id?: string;
  deleted?: boolean;
}

/** The facts of each kind of entity. An absent fact is unknown. */
export interface Facts {
  user: UserFacts;
  channel: ChannelFacts;
  team: TeamFacts;
  bot: BotFacts;
}

export type Kind = keyof Facts;

/** What havoc knows about one entity, or what one payload teaches about it. */
export interface Knowledge<K extends Kind> {
  kind: K;
  /** The workspace or organisation through which the app sees the entity; for a team, its own id. */
  team_id: string;
  id: string;
  facts: Facts[K];
  /** True if Slack has sent the whole entity, not only the part in a payload. */
  complete: boolean;
  /** When Slack sent the facts. */
  seenAt: Date;
}

export type AnyKnowledge = { [K in Kind]: Knowledge<K> }[Kind];

/** How long knowledge counts as fresh. Until then, receiving the same facts again changes nothing. */
const CONFIRM_MS = 3_600_000;

/** The key of an entity in memory. */
export function keyOf({ kind, team_id, id }: Pick<AnyKnowledge, 'kind' | 'team_id' | 'id'>): string {
  return `${kind}:${team_id}:${id}`;
}

/**
 * Merges two pieces of knowledge. If both have a fact, the newer one wins. Facts that the newer one lacks stay, so
 * that a payload with only a name erases nothing. The store's statement applies the same rule.
 */
export function merge<K extends Kind>(known: Knowledge<K>, lesson: Knowledge<K>): Knowledge<K> {
  const lessonIsNewer = lesson.seenAt >= known.seenAt;
  const [older, newer] = lessonIsNewer ? [known, lesson] : [lesson, known];
  return {
    ...known,
    facts: { ...stated(older.facts), ...stated(newer.facts) },
    complete: known.complete || lesson.complete,
    seenAt: newer.seenAt,
  };
}

/** Merges two pieces of knowledge with the same key, which therefore have the same kind. */
export function mergeAny(known: AnyKnowledge, lesson: AnyKnowledge): AnyKnowledge {
  return merge(known as Knowledge<Kind>, lesson as Knowledge<Kind>) as AnyKnowledge;
}

/**
 * True if the lesson adds or changes a fact, makes the knowledge complete, or is complete and confirms knowledge that
 * is no longer fresh.
 */
export function teaches<K extends Kind>(known: Knowledge<K>, lesson: Knowledge<K>): boolean {
  if (lesson.complete && !known.complete) return true;
  if (lesson.complete && lesson.seenAt.getTime() - known.seenAt.getTime() > CONFIRM_MS) return true;
  const isNewer = lesson.seenAt >= known.seenAt;
  const knownFacts = new Map<string, unknown>(Object.entries(known.facts));
  return Object.entries(lesson.facts).some(([fact, value]) => {
    if (value === undefined) return false;
    const before = knownFacts.get(fact);
    return before === undefined || (isNewer && before !== value);
  });
}

function stated<F extends object>(facts: F): F {
  const kept = { ...facts };
  for (const key of Object.keys(kept) as (keyof F)[]) if (kept[key] === undefined) delete kept[key];
  return kept;
}
