import type { Json } from '../model.js';
import { refusal } from '../refusal.js';
import type { Args } from './args.js';

/** The methods that need no token, by full name. */
export const api: Record<string, (args: Args) => Json> = {
  /** Returns its arguments. */
  'api.test': (args) => {
    const error = args.find('error');
    if (error) throw refusal(error, 'The caller asked for this error.');
    return { args: args.all };
  },
};
