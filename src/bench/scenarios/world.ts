import type { WorldSize } from '../world-file.js';
import { createWorldSubject } from '../world-subject.js';
import type { Column, SubjectScenario } from './scenario.js';

/** The world in memory, for comparison. */
const SMALL: WorldSize = { messages: 10_000, channels: 1_000, people: 1_000 };

const both = (title: string, name: string): Column => ({
  title,
  metric: `${name}_p50`,
  and: `${name}_p99`,
  digits: 1,
});

const nameOf = (store: string, { messages, channels, people }: WorldSize) =>
  `${store}: ${[messages, channels, people].map((one) => one.toLocaleString('en')).join(' / ')}`;

/** A local Slack with a large world. */
export const world: SubjectScenario = {
  seconds: 5,
  subjects: async ({ databases, folder }, { scope, world: size }) => {
    const shared = { databases, folder, scope };
    return [
      await createWorldSubject(nameOf('memory', SMALL), 'memory', { ...shared, size: SMALL }),
      await createWorldSubject(nameOf('PostgreSQL', size), 'postgres', { ...shared, size }),
    ];
  },
  tables: (seconds) => [
    {
      title: `A local Slack with a world of so many messages / channels / people. Milliseconds of a post, p50 / p99, over ${seconds} s each; one at a time unless it says otherwise. An app takes the events.`,
      columns: [
        both('in any channel', 'post'),
        both('16 at once', 'many'),
        { title: 'posts/s, 16 at once', metric: 'rate', digits: 0 },
        both('in the channel of all people', 'big'),
        both('a mention by name', 'mention'),
      ],
    },
    {
      title: 'Milliseconds of a read, p50 / p99, one at a time. Pages begin anywhere in the list.',
      columns: [
        both('history, 100 messages', 'history'),
        both('users.list, 200', 'users'),
        both('conversations.list, 200', 'channels'),
        both('read_channel', 'read'),
        both('find', 'find'),
        { title: 'tab in 1,000 channels, first', metric: 'tab', digits: 0 },
        { title: 'again', metric: 'tab_again', digits: 0 },
      ],
    },
    {
      title: 'The process of the local Slack: milliseconds from its start until it serves, and memory in MB.',
      columns: [
        { title: 'start', metric: 'start', digits: 0 },
        { title: 'after the start', metric: 'start_mb', digits: 0 },
        { title: 'after the first tab', metric: 'tab_mb', digits: 0 },
        { title: 'at most', metric: 'most_mb', digits: 0 },
      ],
    },
  ],
};
