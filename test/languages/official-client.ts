import type { AppCommand, Need } from './language.js';

/** One of Slack's official packages for another language. It judges the local Slack. */
export interface OfficialClient {
  name: string;
  needs: readonly Need[];
  /** Installs the packages and the programs that use them in this folder, which is empty at first. */
  install: (folder: string) => Promise<void>;
  /**
   * Returns the command that runs a Bolt app. Its environment has `SLACK_API_URL`, `SLACK_BOT_TOKEN`,
   * `SLACK_SIGNING_SECRET` and `SLACK_APP_TOKEN`. It has `PORT` if the app shall serve HTTP instead of Socket Mode.
   * The app says "Bolt app is running" when it is ready.
   */
  app: (folder: string) => AppCommand;
  /** Returns the command that makes one call and prints the result as JSON. The environment is that of the app. */
  call: (folder: string, method: string, args: readonly string[]) => AppCommand;
  /** Returns the command that stores the installations in this file, and prints what its stores find again as JSON. */
  stores: (folder: string, file: string) => AppCommand;
}
