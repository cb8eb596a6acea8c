import { withScope } from '../base/index.js';
import { createLocalSlack, type LocalSlack } from './driver/local-slack.js';
import type { LocalSlackOptions } from './options.js';
import { run } from './run.js';
import { createMemoryStore } from './store/memory-store.js';
import { importWorld } from './world/import-world.js';

/**
 * Starts a local Slack in memory: a world of workspaces, the Web API, a page, and pushes to the apps. It prints nothing.
 * `close()` ends it and discards the world.
 *
 * @throws HavocError `local_slack.port_taken` (failed_precondition), `local_slack.bad_seed` or `local_slack.not_a_world`
 * (invalid_argument)
 */
export function startLocalSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  return withScope(async (scope) => {
    const store = createMemoryStore();
    if (options.world !== undefined) await importWorld(store, options.world);
    // The apps of an exported world were at other addresses.
    const fresh = options.world === undefined ? options : { requestUrl: {}, ...options };
    const running = await run(scope, async () => store, fresh);
    return createLocalSlack({ ...running, now: store.now, close: scope.release });
  });
}
