import pg from 'pg';
import { badUrl } from './database-errors.js';

/**
 * Matches a URL whose user and password end too early, because a character such as `/` or `#` in them is not encoded.
 * The parser would mistake a part of the password for the host, and error messages show the host.
 */
const TORN = /#|^\w+:\/\/[^/?]*\s|^\w+:\/\/[^/?@]*\/[^?]*@/;

const SCHEME = /^postgres(ql)?:\/\//;

/** @throws HavocError `local_slack.bad_database_url` (invalid_argument) */
export function checkUrl(url: string): void {
  if (!SCHEME.test(url) || TORN.test(url)) throw badUrl();
  try {
    new pg.Client({ connectionString: url });
  } catch {
    throw badUrl();
  }
}
