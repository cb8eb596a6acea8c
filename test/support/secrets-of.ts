import { isObject } from '../../src/base/index.js';
import type { Config } from '../../src/config.js';
import type { LocalSlack } from '../../src/local-slack/index.js';
import type { Secret } from './secrets.js';

/** The arguments of `oauth.v2.access` and `oauth.v2.exchange` that are secrets. */
const SECRET_ARGUMENTS = ['code', 'code_verifier', 'refresh_token', 'client_secret'];

/** Lists the secrets that havoc was given or has got from the local Slack, and those of its configuration. */
export function secretsOf(local: LocalSlack, config: Config): Secret[] {
  const ofCalls = local.calls().flatMap(({ method, args, answer }) => {
    const webhook = isObject(answer.incoming_webhook) ? answer.incoming_webhook.url : undefined;
    return [
      ...SECRET_ARGUMENTS.map((name) => ({ name: `${name} of ${method}`, value: args[name] })),
      { name: 'the URL of a webhook', value: webhook },
    ];
  });
  return [
    ...[...local.secrets(), ...ofCalls].flatMap(({ name, value }) =>
      typeof value === 'string' ? [{ name, value: secretPartOf(value) }] : [],
    ),
    ...config.keys.flatMap(({ id, key }) => [{ name: `the encryption key ${id}`, value: key }]),
    { name: 'the context secret', value: config.HAVOC_OAUTH_CONTEXT_SECRET ?? '' },
    { name: 'the password of the database', value: new URL(config.DATABASE_URL).password },
  ];
}

/** The last part of a webhook's URL is enough to post with it. */
function secretPartOf(value: string): string {
  return URL.canParse(value) ? (value.split('/').at(-1) ?? value) : value;
}
