import type { Json } from '../model.js';
import { authenticateClient, type Credentials } from '../oauth/client.js';
import { exchangeCode } from '../oauth/exchange-code.js';
import { exchangeToken, refreshToken } from '../oauth/rotate.js';
import { refusal } from '../refusal.js';
import type { World } from '../world/world.js';
import type { Args } from './args.js';

/** One call of a method with which an app gets tokens. */
export interface OauthCall {
  world: World;
  args: Args;
  /** From HTTP's basic authentication. */
  credentials?: Credentials;
  /** The argument `token`, or the one in the header. */
  token?: string;
}

/** The methods with which an app gets tokens, by full name. They accept no token to act with. */
export const oauth: Record<string, (call: OauthCall) => Promise<Json>> = {
  /** docs.slack.dev/reference/methods/oauth.v2.access */
  'oauth.v2.access': async (call) => {
    const { world, args } = call;
    // An app with PKCE proves itself with the code verifier instead. To refresh a token, it needs neither.
    const app = await authenticateClient(world.db, call, ({ pkce }) => pkce);
    switch (args.find('grant_type') || 'authorization_code') {
      case 'authorization_code':
        return exchangeCode(world, app, {
          code: args.find('code') ?? '',
          redirect_uri: args.find('redirect_uri'),
          code_verifier: args.find('code_verifier'),
          hasSecret: (call.credentials?.client_secret || args.find('client_secret') || '') !== '',
        });
      case 'refresh_token':
        return refreshToken(world, app, args.find('refresh_token') ?? '');
      default:
        throw refusal('invalid_grant_type', 'The grant_type is authorization_code or refresh_token.');
    }
  },

  /** docs.slack.dev/reference/methods/oauth.v2.exchange */
  'oauth.v2.exchange': async (call) => {
    const app = await authenticateClient(call.world.db, call);
    return exchangeToken(call.world, app, call.token ?? '');
  },
};
