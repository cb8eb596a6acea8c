import pg from 'pg';
import { isTornUrl } from '../../../base/index.js';
import { badUrl } from './database-errors.js';

const SCHEME = /^postgres(ql)?:\/\//;

/** @throws HavocError `local_slack.bad_database_url` (invalid_argument) */
export function checkUrl(url: string): void {
  if (!SCHEME.test(url) || isTornUrl(url)) throw badUrl();
  try {
    new pg.Client({ connectionString: url });
  } catch {
    throw badUrl();
  }
}
