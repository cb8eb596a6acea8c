import type { Block, Command, DeclaredScopes, Doors, Json, RequestUrls, Shortcut } from '../model.js';

/** A person of the seed. The local Slack builds a complete Slack user from it. */
export interface SeedPerson {
  /** An id of one's own, such as the `W…` that Slack gives to people of organisations. */
  id?: string;
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
  /** The handles of the members; all people of the workspace if absent. */
  members?: string[];
  /** True if the bots of all apps of the workspace are members, or the names of the apps whose bots are. */
  with_bot?: boolean | string[];
  /** Other workspaces that share the channel: their domains, and the handles of the members from there. */
  shared_with?: Record<string, string[]>;
}

/** A message that is there from the start. Apps are not told of it. */
export interface SeedMessage {
  /** The name of the channel. */
  channel: string;
  /** The handle of a person, or the name of an app. */
  by: string;
  text: string;
  blocks?: Block[];
  attachments?: Json[];
  /** When it was posted, in ISO 8601. Messages without it follow the one before them. */
  at?: string;
  /** The handles of those who have reacted, by emoji. */
  reactions?: Record<string, string[]>;
  /** Replies in its thread, oldest first. */
  replies?: Omit<SeedMessage, 'channel' | 'replies'>[];
}

/** An app. What is left out gets a value that works locally. */
export interface SeedApp {
  name: string;
  commands?: (Command | string)[];
  shortcuts?: Shortcut[];
  /** Where the app takes Slack's requests. Not verified at start: the app may not be running yet. */
  request_url?: string | RequestUrls;
  /** How pushes reach the app: `http` (the default), `socket` (Socket Mode), or both. */
  doors?: Doors;
  /** The types of events that the app subscribes to, such as `app_mention` or `message.channels`; all if absent. */
  events?: string[];
  /**
   * The scopes of its bots and of people's tokens. Without a list for bots or for people, their tokens have all scopes.
   * Those in `bot_optional` and `user_optional` can be refused during an installation.
   */
  scopes?: DeclaredScopes;
  /** Where OAuth may redirect to: these URLs, and URLs below them. */
  redirect_urls?: string[];
  /** True if access tokens expire after 12 hours. It concerns the tokens that OAuth issues. */
  token_rotation?: boolean;
  /** True if the app may use OAuth without its secret, with a code verifier. */
  pkce?: boolean;
  /** True if an organisation can install it org-wide. */
  org_deploy?: boolean;
  client_id?: string;
  client_secret?: string;
  signing_secret?: string;
  /** The app-level token, for Socket Mode. */
  app_token?: string;
  /** The token of its bot in the first workspace in which it is installed. */
  bot_token?: string;
  /**
   * The domains of the workspaces in which the app is installed; all of them if absent. The domain of an organisation
   * installs the app org-wide, with access to all workspaces of the organisation.
   */
  installed_in?: string[];
}

/** The content of a new workspace. Ids depend on the order only, so they are the same in every run. */
export interface Seed {
  team: { name: string; domain: string };
  /** People, or handles of people of other workspaces of the same organisation, who are then in both. */
  people: (SeedPerson | string)[];
  /** The first one is the general channel. Its members cannot leave it. */
  channels: SeedChannel[];
  messages?: SeedMessage[];
  /** Apps that are installed in this workspace only, unless they say otherwise. */
  apps?: SeedApp[];
}

/** The content of a new world. */
export interface WorldSeed {
  organisations?: { name: string; domain: string }[];
  /** At least one. */
  workspaces: (Seed & {
    /** The domain of the organisation that the workspace belongs to. */
    organisation?: string;
  })[];
  apps?: SeedApp[];
}

/** A world of one workspace, or the whole world. */
export function toWorldSeed(seed: Seed | WorldSeed): WorldSeed {
  return 'workspaces' in seed ? seed : { workspaces: [seed] };
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
