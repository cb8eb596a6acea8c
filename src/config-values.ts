import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { HavocError, isPrivate } from './base/index.js';
import { type EncryptionKey, readKeys } from './vault/index.js';

// Every check has its own message. The library's messages are about types, and do not help the person who runs havoc.

export const wholeNumber = (least: number, most: number) => {
  const mistake = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(mistake).int(mistake).min(least, mistake).max(most, mistake);
};

export const choice = <const Values extends readonly string[]>(...values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`);

// An HTTP header cannot carry other characters. Sending them fails with an error that shows the token.
export const slackToken = (prefix: string) =>
  z
    .string()
    .startsWith(prefix, `must begin with ${prefix}`)
    .regex(/^[!-~]*$/, 'must be one token, without spaces or line breaks');

export const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');

export const apiUrl = z.url('must be a URL, as in https://slack.com/api/').refine((text) => {
  return isPlainUrl(text) && new URL(text).search === '';
}, 'must be a URL that has no user or password and ends with its path, as in https://slack.com/api/');

export const proxyUrl = z.string().refine((text) => {
  const url = text.includes('://') ? text : `http://${text}`;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}, 'must be the URL of an HTTP proxy, as in http://user:password@proxy.example.com:3128');

/** A page to which browsers are sent. */
export const pageUrl = z
  .string()
  .refine(
    isPlainUrl,
    'must be a URL without user, password and fragment, as in https://app.example.com/installed',
  );

export const pemFile = fileWith('must be the path of a readable PEM file');

/** The content of a file with HTML. */
export const htmlFile = inSchema(fileWith('must be the path of a readable HTML file').transform(String));

export const scopes = inSchema(
  z.string().transform((text, context) => {
    const all = listOf(text);
    if (all.length > 0 && all.every((scope) => /^[a-z][\w:.-]*$/i.test(scope))) return all;
    return mistake(context, 'must be scopes separated by commas or spaces, as in chat:write,commands');
  }),
);

/** At least one URL of the page to which Slack sends browsers back. */
export const redirectUrls = inSchema(
  z.string().transform((text, context): readonly [string, ...string[]] => {
    const [first, ...others] = listOf(text);
    if (first !== undefined && [first, ...others].every(isRedirectUrl)) return [first, ...others];
    return mistake(
      context,
      'must be URLs that begin with https:// and end with /slack/oauth_redirect, separated by commas or spaces, as in https://slack.example.com/slack/oauth_redirect. On a loopback host, http:// is allowed',
    );
  }),
);

export const encryptionKeys = z.string().transform((text, context) => keysOr(text, context));

export const encryptionKeysFile = inSchema(
  fileWith('must be the path of a readable file with keys').transform((content, context) =>
    keysOr(String(content), context),
  ),
);

type Context = z.core.$RefinementCtx;

function mistake(context: Context, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function fileWith(message: string) {
  return z.string().transform((path, context) => {
    try {
      return readFileSync(path);
    } catch {
      return mistake(context, message);
    }
  });
}

/** Parses keys. Its errors show no part of a key. */
function keysOr(text: string, context: Context): EncryptionKey[] {
  try {
    return readKeys(text);
  } catch (thrown) {
    if (!(thrown instanceof HavocError)) throw thrown;
    return mistake(context, `is not right: ${thrown.message.replace(/\.$/, '')}`);
  }
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((one) => one !== '');
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + hash === '';
}

/** Over plain HTTP, Slack's code and the browser's cookie would be readable on their way, except on a loopback host. */
function isRedirectUrl(text: string): boolean {
  if (!isPlainUrl(text)) return false;
  const { protocol, hostname, pathname, port } = new URL(text);
  const isSafe = protocol === 'https:' || isPrivate({ type: 'tcp', host: hostname, port: Number(port) });
  return isSafe && pathname.endsWith('/slack/oauth_redirect') && !text.includes('?');
}

/** Says to the chart that the variable is a text. Its schema cannot see through a transformation. */
function inSchema<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ type: 'string' });
}
