import type { WebClient } from '@slack/web-api';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../../src/local-slack/index.js';
import { clientOf } from './clients.js';

/** A local Slack, and the official clients of those who call it. */
export interface WebApi {
  readonly local: LocalSlack;
  /** With the bot's token. */
  readonly bot: WebClient;
  /** With Ana's own. */
  readonly ana: WebClient;
  /** The id of #general. */
  readonly general: string;
}

/** A Web API that each test has anew. */
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
