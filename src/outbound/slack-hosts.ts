import { HavocError } from '../base/index.js';

/** Decides which URLs may be fetched as Slack's files. */
export interface SlackHosts {
  /** True if files may be fetched there, with or without a token. */
  mayFetch(url: URL): boolean;
  /** True if a token may be sent there. */
  mayHoldToken(url: URL): boolean;
}

/** The hosts that have Slack's files, and the hosts to which the files' URLs redirect. */
const FILE_HOSTS = /^(?:slack\.com|(?:[a-z0-9-]+\.)+slack\.com|(?:[a-z0-9-]+\.)+slack-edge\.com)$/;
const TOKEN_HOSTS = new Set(['slack.com', 'files.slack.com']);

/** The path of the Web API on all of Slack's hosts. A request there with a token would call a method. */
const API_PATH = ['api'];

/**
 * Allows Slack's own hosts, over https on the default port. Also allows the host of `apiUrl`, with its protocol and
 * port, and the host with `files.` before that name. Never allows the paths of the Web API itself, on any host.
 */
export function createSlackHosts(apiUrl: string): SlackHosts {
  const api = new URL(apiUrl);
  // Compares protocol and host, because a blob: URL has the origin of the URL inside it.
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

/** More layers of percent-encoding than the servers on the way to Slack could decode. */
const MOST_DECODINGS = 5;
const SEPARATORS = /[/\\?#\uFFFD]+/;

/**
 * Returns a path's segments in each way in which a server may read it: as it is, and percent-decoded once, twice and so
 * on. A server may end a segment at `\`, at an escaped `?` or `#`, and at bytes that are not UTF-8. It may ignore what
 * follows a `;`, and space around a segment. It may treat letters of any width and case as equal.
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

/** True if a server may resolve the path to `target`. A path with `..` may lead there from anywhere. */
function leadsTo(target: readonly string[], path: readonly string[]): boolean {
  if (path.includes('..')) return path.includes(target.at(-1) ?? '');
  return target.every((segment, at) => path[at] === segment);
}

/**
 * Parses a URL that is to be fetched.
 *
 * @throws HavocError `files.bad_url` (invalid_argument) if it is not a URL, or not one of Slack's
 */
export function getSlackUrl(text: string, hosts: SlackHosts, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url && hosts.mayFetch(url)) return url;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'files.bad_url',
    message:
      `${url ? `${url.protocol}//${url.host}` : 'This'} is not the address of a file at Slack: pass the file’s ` +
      'url_private. Fetch an external file (is_external) without havoc.',
  });
}
