import type { WebClient } from '@slack/web-api';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../../src/local-slack/index.js';
import { clientOf } from './clients.js';

/** A local Slack, and official clients to call it. */
export interface WebApi {
  readonly local: LocalSlack;
  /** With the bot's token. */
  readonly bot: WebClient;
  /** With Ana's token. */
  readonly ana: WebClient;
  /** The id of #general. */
  readonly general: string;
}

/** Sets up a new local Slack and clients for each test. */
export function setUpWebApi(options: LocalSlackOptions = {}): WebApi {
  let local: LocalSlack;
  let bot: WebClient;
  let ana: WebClient;
  beforeEach(async () => {
    local = await startLocalSlack(options);
    bot = clientOf(local, local.botToken);
    ana = clientOf(local, local.userToken('ana'));
  });
  afterEach(() => local.close());
  return {
    get local() {
      return local;
    },
    get bot() {
      return bot;
    },
    get ana() {
      return ana;
    },
    get general() {
      return local.channel('general').id;
    },
  };
}
