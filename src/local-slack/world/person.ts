import type { EnterpriseUser, Profile, User } from '../model.js';
import type { SeedPerson } from './seed.js';

interface Where {
  /** URL of the local Slack, without a slash at the end. */
  url: string;
  team: { id: string; email_domain: string };
  /** Seconds since 1970. */
  updated: number;
}

/** Builds a complete Slack user from a person of the seed. */
export function toUser(
  id: string,
  person: SeedPerson,
  where: Where & { enterprise_user?: EnterpriseUser },
): User {
  const profile: Profile = {
    ...emptyProfile(id, person.real_name, where),
    title: person.title ?? '',
    display_name: person.name,
    display_name_normalized: person.name,
    status_text: person.status_text ?? '',
    status_emoji: person.status_emoji ?? '',
    email: `${person.name}@${where.team.email_domain}`,
    ...(person.pronouns && { pronouns: person.pronouns }),
  };
  return {
    ...plainUser(id, person.name, person.real_name, where),
    ...(where.enterprise_user && { enterprise_user: where.enterprise_user }),
    color: person.color ?? '684b6c',
    tz: person.tz ?? 'Europe/London',
    tz_label: person.tz_label ?? 'Greenwich Mean Time',
    tz_offset: person.tz_offset ?? 0,
    profile,
    is_admin: person.is_admin ?? false,
    is_owner: person.is_admin ?? false,
    is_primary_owner: person.is_admin ?? false,
    is_email_confirmed: true,
  };
}

/** Builds the user of an app's bot. */
export function toBotUser(
  app: { id: string; name: string },
  { bot_id, bot_user_id }: { bot_id: string; bot_user_id: string },
  where: Where,
): User {
  return {
    ...plainUser(bot_user_id, botHandle(app.name), app.name, where),
    color: '1d1c1d',
    is_bot: true,
    profile: {
      ...emptyProfile(bot_user_id, app.name, where),
      api_app_id: app.id,
      bot_id,
      always_active: true,
    },
  };
}

/** The handle of an app's bot. */
export function botHandle(appName: string): string {
  return appName.toLowerCase().replace(/[^a-z0-9._-]+/g, '_');
}

function plainUser(id: string, name: string, real_name: string, where: Where): User {
  return {
    id,
    team_id: where.team.id,
    name,
    deleted: false,
    color: '684b6c',
    real_name,
    tz: 'America/Los_Angeles',
    tz_label: 'Pacific Standard Time',
    tz_offset: -28_800,
    profile: emptyProfile(id, real_name, where),
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: false,
    is_app_user: false,
    is_email_confirmed: false,
    who_can_share_contact_card: 'EVERYONE',
    updated: where.updated,
  };
}

function emptyProfile(id: string, real_name: string, { url, team }: Where): Profile {
  const [first_name = '', ...rest] = real_name.split(' ');
  const image = `${url}/avatars/${id}.svg`;
  return {
    title: '',
    phone: '',
    skype: '',
    real_name,
    real_name_normalized: real_name,
    display_name: '',
    display_name_normalized: '',
    fields: {},
    status_text: '',
    status_emoji: '',
    status_emoji_display_info: [],
    status_expiration: 0,
    avatar_hash: id.toLowerCase(),
    first_name,
    last_name: rest.join(' '),
    image_24: image,
    image_32: image,
    image_48: image,
    image_72: image,
    image_192: image,
    image_512: image,
    status_text_canonical: '',
    team: team.id,
  };
}
