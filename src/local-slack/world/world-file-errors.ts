import { HavocError } from '../../base/index.js';

export function emptyWorld(): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.no_world',
    message:
      'There is no world in this database yet, so there is nothing to export. Start the local Slack with it once.',
  });
}

export function cannotWrite(path: string, cause: { message?: unknown }): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'local_slack.cannot_write',
    message: `The world cannot be written to ${path}: ${String(cause.message)}. Choose a file in a folder that can be written.`,
    cause,
  });
}

/** @param where the path of the file, and the line */
export function notAWorld(where: string, why: string, cause?: unknown): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'local_slack.not_a_world',
    message: `${where} is not an exported world: ${why}. Make one with \`havoc slack export\`.`,
    cause,
  });
}
