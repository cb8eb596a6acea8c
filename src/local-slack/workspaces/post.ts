import type { Block, Json } from '../model.js';

/** The content of a message. */
export interface Content {
  text?: string;
  blocks?: Block[];
  attachments?: Json[];
  metadata?: Json;
}

export interface Post extends Content {
  user: string;
  /** Id of the app that posts the message, which then has the name and id of the app's bot. */
  by_app?: string;
  subtype?: string;
  thread_ts?: string;
  /** True to show the reply in the channel too. */
  reply_broadcast?: boolean;
  username?: string;
  icons?: Record<string, string>;
  client_msg_id?: string;
  /** Additional fields of a subtype, such as `topic` for `channel_topic`. */
  extra?: Json;
}

/** A message to post later. */
export interface ScheduledMessage {
  /** `Q…`. */
  id: string;
  /** The workspace of the author. */
  team: string;
  channel: string;
  /** Seconds since 1970. */
  post_at: number;
  date_created: number;
  post: Post;
}
