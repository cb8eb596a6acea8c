import { HavocError } from '../base/index.js';

/** Which addresses are those of Slack's files. */
export interface SlackHosts {
  /** Whether files may be fetched there, be it without a token. */
  mayFetch(url: URL): boolean;
  /** Whether a token may go there. */
  mayHoldToken(url: URL): boolean;
}

/** Where Slack keeps files, and where their addresses lead on to. */
const FILE_HOSTS = /^(?:slack\.com|(?:[a-z0-9-]+\.)+slack\.com|(?:[a-z0-9-]+\.)+slack-edge\.com)$/;
const TOKEN_HOSTS = new Set(['slack.com', 'files.slack.com']);

/** Where the Web API answers on all of Slack's hosts: a token that came there would call a method. */
const API_PATH = /^\/api(?:\/|$)/i;

/**
 * Slack's own hosts by https on the usual port, and whatever answers as its Web API: that origin by the protocol
 * and port that it has, and `files.` before it; nowhere what the Web API itself has.
 */
export function createSlackHosts(apiUrl: string): SlackHosts {
  const api = new URL(apiUrl);
  const isApi = (url: URL) => url.origin === api.origin;
  const apiPath = api.pathname.replace(/\/*$/, '/');
  const isMethod = (url: URL) => {
    const path = looselyRead(url.pathname);
    return API_PATH.test(path) || (isApi(url) && apiPath !== '/' && path.startsWith(apiPath));
  };
  const isPlain = (url: URL) => url.username === '' && url.password === '' && !isMethod(url);
  const isPublic = (url: URL) => url.protocol === 'https:' && url.port === '';
  const isApiFiles = (url: URL) => api.protocol === 'https:' && url.hostname === `files.${api.hostname}`;
  const mayHoldToken = (url: URL) =>
    isPlain(url) && (isApi(url) || (isPublic(url) && (TOKEN_HOSTS.has(url.hostname) || isApiFiles(url))));
  return {
    mayHoldToken,
    mayFetch: (url) => mayHoldToken(url) || (isPlain(url) && isPublic(url) && FILE_HOSTS.test(url.hostname)),
  };
}

/** As a server may read a path that takes `%2F` for a slash, and two for one. */
function looselyRead(path: string): string {
  const read = path.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return new URL(read.replace(/[/\\]+/g, '/'), 'https://slack.com').pathname;
}

/**
 * Reads an address that is to be fetched.
 *
 * @throws HavocError `files.bad_url` (invalid_argument) where it is none, or not one of Slack's
 */
export function getSlackUrl(text: string, hosts: SlackHosts, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url && hosts.mayFetch(url)) return url;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'files.bad_url',
    message:
      `${url ? `${url.protocol}//${url.host}` : 'That'} is no address of a file at Slack: pass on url_private as a file ` +
      'has it. What a file only links to (is_external) is fetched without havoc.',
  });
}
