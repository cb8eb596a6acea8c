import type { Block, Json } from '../model.js';

/** What a message is made of, whoever posts it. */
export interface Content {
  text?: string;
  blocks?: Block[];
  attachments?: Json[];
  metadata?: Json;
}

export interface Post extends Content {
  user: string;
  /** Posted by the app: its bot's name and id go with the message. */
  by_app?: boolean;
  subtype?: string;
  thread_ts?: string;
  /** Show the reply in the channel too. */
  reply_broadcast?: boolean;
  username?: string;
  icons?: Record<string, string>;
  client_msg_id?: string;
  /** Further fields of a subtype, as `topic` of `channel_topic`. */
  extra?: Json;
}

/** A message that waits for its time. */
export interface ScheduledMessage {
  /** `Q…`. */
  id: string;
  channel: string;
  /** Seconds since 1970. */
  post_at: number;
  date_created: number;
  post: Post;
}
