/** An incoming webhook. It posts into one channel as the app, without a token. */
export interface Webhook {
  /** The path of its URL, with its leading slash. */
  path: string;
  app: string;
  team: string;
  channel: string;
}
