/**
 * Matches a URL whose user and password end too early, because a character such as `/` or `#` in them is not encoded.
 * Also matches a connection string of words that is not a URL. In both cases the parser would mistake a part of the
 * password for the host, and an error message would show it.
 */
const TORN = /#|^\w+:\/\/[^/?]*\s|^\w+:\/\/[^/?@]*\/[^?]*@/;

/** True if a parser would mistake a part of the URL's password for its host. */
export function isTornUrl(url: string): boolean {
  return TORN.test(url);
}
