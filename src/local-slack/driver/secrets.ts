import { VERIFICATION_TOKEN } from '../apps/event-callback.js';
import type { SyncReader } from '../store/memory-store.js';
import { apps, oauthCodes, tenantOf, tokens, webhooks } from '../world/collections.js';

/** A secret of the world. An app must not show it to anybody. */
export interface LocalSecret {
  /** What it is, such as `the bot token of A0LOCAL001 in T0LOCAL001`. */
  name: string;
  value: string;
}

/** Lists the secrets of all apps, and all tokens, codes and webhooks that were issued, whether or not they still work. */
export function listSecrets(now: SyncReader, url: string): LocalSecret[] {
  return [
    { name: 'the verification token', value: VERIFICATION_TOKEN },
    ...now
      .all(apps)
      .flatMap(({ id, client_secret, signing_secret, app_tokens }) => [
        { name: `the client secret of ${id}`, value: client_secret },
        { name: `the signing secret of ${id}`, value: signing_secret },
        ...app_tokens.map((value) => ({ name: `an app-level token of ${id}`, value })),
      ]),
    ...now.all(tokens).map((one) => ({
      name: `the ${one.kind} token of ${one.app} in ${tenantOf(one)}`,
      value: one.value,
    })),
    ...now.all(oauthCodes).map(({ app, code }) => ({ name: `a code of ${app}`, value: code })),
    ...now
      .all(webhooks)
      .map(({ app, team, path }) => ({ name: `a webhook of ${app} in ${team}`, value: url + path })),
  ];
}
