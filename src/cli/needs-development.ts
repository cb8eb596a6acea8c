import { HavocError } from '../base/index.js';

/**
 * Loads a module that only development needs, and that the production image lacks.
 *
 * @throws HavocError `cli.no_development` (failed_precondition)
 */
export async function needsDevelopment<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'cli.no_development',
      message:
        'The local Slack, the embedded PostgreSQL and the runner for apps are not installed here: the production image ' +
        'leaves out what only development needs. Use the image of `docker build --target dev`, or a checkout of havoc.',
      cause,
    });
  }
}
