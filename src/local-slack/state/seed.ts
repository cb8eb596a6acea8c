/** A person of the seed. The local Slack builds a complete Slack user from it. */
export interface SeedPerson {
  /** The handle in lowercase letters, such as `ana`. */
  name: string;
  real_name: string;
  title?: string;
  pronouns?: string;
  /** The colour of the avatar: six hex digits, without `#`. */
  color?: string;
  tz?: string;
  tz_label?: string;
  /** Seconds east of UTC. */
  tz_offset?: number;
  is_admin?: boolean;
  status_text?: string;
  status_emoji?: string;
  presence?: 'active' | 'away';
}

export interface SeedChannel {
  /** Without `#`. */
  name: string;
  topic?: string;
  purpose?: string;
  is_private?: boolean;
  /** The handles of the members; all people if absent. */
  members?: string[];
  /** True if the app's bot is a member. */
  with_bot?: boolean;
}

/** The content of a new workspace. Ids depend on the order only, so they are the same in every run. */
export interface Seed {
  team: { name: string; domain: string };
  people: SeedPerson[];
  /** The first one is the general channel. Its members cannot leave it. */
  channels: SeedChannel[];
}

/** The default workspace. */
export const defaultSeed: Seed = {
  team: { name: 'Lighthouse', domain: 'lighthouse' },
  people: [
    {
      name: 'ana',
      real_name: 'Ana Ferreira',
      title: 'Product lead',
      pronouns: 'she/her',
      color: '4a154b',
      tz: 'Europe/Lisbon',
      tz_label: 'Western European Time',
      tz_offset: 0,
      is_admin: true,
    },
    {
      name: 'ben',
      real_name: 'Ben Okafor',
      title: 'Backend engineer',
      pronouns: 'he/him',
      color: '1264a3',
      tz: 'Africa/Lagos',
      tz_label: 'West Africa Time',
      tz_offset: 3600,
      status_text: 'In the zone',
      status_emoji: ':headphones:',
    },
    {
      name: 'chika',
      real_name: 'Chika Tanaka',
      title: 'Designer',
      pronouns: 'she/they',
      color: '2bac76',
      tz: 'Asia/Tokyo',
      tz_label: 'Japan Standard Time',
      tz_offset: 32_400,
    },
    {
      name: 'dmitri',
      real_name: 'Dmitri Volkov',
      title: 'Support',
      color: 'e8912d',
      tz: 'Europe/Berlin',
      tz_label: 'Central European Time',
      tz_offset: 3600,
      status_text: 'On holiday',
      status_emoji: ':palm_tree:',
      presence: 'away',
    },
  ],
  channels: [
    {
      name: 'general',
      topic: 'Company-wide news',
      purpose: 'This channel is for everyone: announcements and talk that concerns the whole team.',
      with_bot: true,
    },
    {
      name: 'random',
      topic: 'Lunch, cats and all the rest',
      purpose: 'Everything that fits nowhere else.',
      with_bot: true,
    },
    { name: 'engineering', purpose: 'How it is built.', members: ['ana', 'ben', 'chika'] },
    { name: 'leads', purpose: 'Planning.', is_private: true, members: ['ana', 'ben'] },
  ],
};
