import { HavocError } from '../base/index.js';

const EXAMPLES = {
  'a user': 'U012AB3CD',
  'a channel': 'C012AB3CD',
  'a workspace': 'T012AB3CD',
  'an organisation': 'E012AB3CD',
};

/** Returns an id of Slack's. @throws HavocError (invalid_argument) `grpc.bad_id` if it is absent or malformed */
export function idOf(id: string | undefined, what: keyof typeof EXAMPLES): string {
  if (id !== undefined && /^[A-Z0-9]{2,50}$/.test(id)) return id;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'grpc.bad_id',
    message: `The id is not the id of ${what}. Use Slack's id, such as ${EXAMPLES[what]}, not a name.`,
  });
}
