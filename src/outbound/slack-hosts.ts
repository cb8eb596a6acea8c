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
const API_PATH = ['api'];

/**
 * Slack's own hosts by https on the usual port, and whatever answers as its Web API: that origin by the protocol
 * and port that it has, and `files.` before it; nowhere what the Web API itself has.
 */
export function createSlackHosts(apiUrl: string): SlackHosts {
  const api = new URL(apiUrl);
  // A blob: has the origin of what is inside it.
  const isApi = (url: URL) => url.protocol === api.protocol && url.host === api.host;
  const [apiPath = []] = looseReadings(api.pathname);
  const isMethod = (url: URL) =>
    looseReadings(url.pathname).some(
      (path) => leadsTo(API_PATH, path) || (isApi(url) && apiPath.length > 0 && leadsTo(apiPath, path)),
    );
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

/** More layers than anything on the way to Slack could take off. */
const MOST_DECODINGS = 5;
const SEPARATORS = /[/\\?#\uFFFD]+/;

/**
 * A path's segments in each way in which a server may read it: as it stands, and percent-decoded once, twice and so on.
 * `\`, an escaped `?` or `#`, and what is no UTF-8 may end a segment; what follows a `;`, and space around a segment,
 * may be ignored; letters may be of any width and case.
 */
function looseReadings(pathname: string): string[][] {
  const readings: string[][] = [];
  let path = pathname;
  for (let decodings = 0; decodings <= MOST_DECODINGS; decodings++) {
    readings.push(segmentsOf(path));
    const decoded = decode(path);
    if (decoded === path) break;
    path = decoded;
  }
  return readings;
}

function segmentsOf(path: string): string[] {
  return path
    .normalize('NFKC')
    .toLowerCase()
    .split(SEPARATORS)
    .map((segment) => segment.replace(/;.*/s, '').replace(/[\s\p{Cc}\p{Cf}]+/gu, ''))
    .filter((segment) => segment !== '' && segment !== '.');
}

function decode(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Whether a server may end up at `target`; where the path goes up, it may do so from anywhere. */
function leadsTo(target: readonly string[], path: readonly string[]): boolean {
  if (path.includes('..')) return path.includes(target.at(-1) ?? '');
  return target.every((segment, at) => path[at] === segment);
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
