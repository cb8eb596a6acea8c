import type { Scope } from '../base/index.js';
import type { Config } from '../config.js';
import type { Database } from '../db/index.js';
import type { Fleet } from '../fleet/index.js';
import type { Logger } from '../log/index.js';
import type { Metrics } from '../ops/index.js';
import type { Vault } from '../vault/index.js';
import type { WebAccess } from './web-access.js';
import type { WriteWatch } from './write-watch.js';

/** The parts that most rooms need. */
export interface Parts {
  config: Config;
  log: Logger;
  scope: Scope;
  metrics: Metrics;
  database: Database;
  writes: WriteWatch;
  fleet: Fleet;
  web: WebAccess;
  vault: Vault;
}
