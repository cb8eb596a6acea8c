import { HavocError } from '../base/index.js';

/**
 * Loads what only development needs, and what the production image therefore lacks.
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
        'What serves development alone, the local Slack, the embedded PostgreSQL and what runs an app, is not installed ' +
        'here: the production image leaves it out. Use the image that `docker build --target dev` makes, or a checkout of havoc.',
      cause,
    });
  }
}
