import {
  createHavocSubject,
  createMapSubject,
  createOAuthSubject,
  INSTALLATIONS,
} from '../installation-lookups.js';
import type { SubjectScenario } from './scenario.js';

/** Finding the token of a workspace, as every call does. */
export const installations: SubjectScenario = {
  seconds: 3,
  subjects: async ({ databases }) => [
    createMapSubject(),
    createOAuthSubject(),
    await createHavocSubject(databases),
  ],
  tables: (seconds) => [
    {
      title: `The token of one of ${INSTALLATIONS.toLocaleString('en')} workspaces: nanoseconds from memory, p50 / p99 of batches of 100 over ${seconds} s, memory of all of them, and milliseconds from PostgreSQL, p50 / p99.`,
      columns: [
        { title: 'ns from memory', metric: 'p50', and: 'p99', digits: 0 },
        { title: 'MB', metric: 'memory', digits: 1 },
        { title: 'ms from PostgreSQL', metric: 'load_p50', and: 'load_p99', digits: 1 },
      ],
    },
  ],
};
