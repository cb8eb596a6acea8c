import { createHash, randomBytes } from 'node:crypto';
import type { Place } from './redirect-urls.js';

/**
 * The cookie that binds an installation to the browser in which it began. Each start has a cookie of its own, with a
 * new random id. An id that the browser sends is never used for a new start, because another site may know it: a
 * sibling domain can set cookies for the parent domain. With TLS, the prefix `__Host-` prevents this.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-__host-prefix
 */
export interface Browser {
  id: string;
  /** The hash of the id. A state contains only the hash, because it is in a URL. */
  hash: string;
}

const COOKIE = 'havoc_oauth_';
const SECURE_COOKIE = `__Host-${COOKIE}`;
/** How many characters of the state's id are in the cookie's name. */
const SHORT_ID = 8;
/** How many starts a browser may have under way. All its requests to the host carry these cookies, 50 bytes each. */
const MOST_STARTS = 8;

export function newBrowser(): Browser {
  const id = randomBytes(16).toString('base64url');
  return { id, hash: hashOf(id) };
}

/** Returns true if the browser has the cookie of this state. */
export function isBrowserOf(
  { id, browser }: { id: string; browser: string },
  cookies: string,
  place: Pick<Place, 'isSecure'>,
): boolean {
  const name = nameOf(id, place);
  return readCookies(cookies).some((cookie) => cookie.name === name && hashOf(cookie.value) === browser);
}

/**
 * Writes the headers `Set-Cookie` of a start: first its own cookie, then headers that delete the oldest cookies if the
 * browser has too many. The cookies are lax because Slack's redirect comes from another site.
 */
export function setCookiesOf(
  { stateId, browser, lifetimeMs }: { stateId: string; browser: Browser; lifetimeMs: number },
  cookies: string,
  place: Pick<Place, 'isSecure' | 'path'>,
): string[] {
  const scope = place.isSecure ? '/' : place.path || '/';
  const line = (name: string, value: string, seconds: number) =>
    `${name}=${value}; Path=${scope}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${place.isSecure ? '; Secure' : ''}`;
  // A browser sends the oldest cookie of a path first.
  const earlier = readCookies(cookies).filter(({ name }) => name.startsWith(nameOf('', place)));
  const tooMany = earlier.slice(0, Math.max(0, earlier.length + 1 - MOST_STARTS));
  return [
    line(nameOf(stateId, place), browser.id, Math.ceil(lifetimeMs / 1000)),
    ...tooMany.map(({ name }) => line(name, '', 0)),
  ];
}

function nameOf(stateId: string, { isSecure }: Pick<Place, 'isSecure'>): string {
  return (isSecure ? SECURE_COOKIE : COOKIE) + stateId.slice(0, SHORT_ID);
}

function readCookies(cookies: string): { name: string; value: string }[] {
  return cookies.split(';').map((cookie) => {
    const [name = '', value = ''] = cookie.trim().split('=');
    return { name, value };
  });
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
