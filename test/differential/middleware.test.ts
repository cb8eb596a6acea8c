import { App } from '@slack/bolt';
import { MultipleListenerError } from '../../src/client/index.js';
import { aMention } from '../client/deliveries.js';
import { createHarness } from '../client/harness.js';

type Step = (args: { next: () => Promise<void> }) => unknown;

/** The methods that a Bolt app and a havoc app share in these tests. */
interface Habits {
  use(step: Step): void;
  event(type: 'app_mention', ...steps: Step[]): void;
}

type Note = (word: string) => void;

/** Runs an app in Bolt. Resolves with its notes, and the errors that reached its error handler. */
async function inBolt(register: (app: Habits, note: Note) => void): Promise<string[]> {
  const notes: string[] = [];
  const app = new App({
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' }),
  });
  app.error(async (error) => {
    const { originals = [error] }: { originals?: Error[] } = error;
    for (const { message } of originals) notes.push(`failed: ${message}`);
  });
  const habits: Habits = {
    use: (step) => void app.use(async (args) => void (await step(args))),
    event: (type, ...steps) =>
      void app.event(
        type,
        ...steps.map((step) => async (args: Parameters<Step>[0]) => void (await step(args))),
      ),
  };
  register(habits, (word) => notes.push(word));
  await app.processEvent({ body: aMention().event as never, ack: async () => {} });
  return notes;
}

/** Runs an app in havoc. Resolves with the same notes. */
async function inHavoc(register: (app: Habits, note: Note) => void): Promise<string[]> {
  const { havoc, connect, end } = await createHarness();
  const notes: string[] = [];
  havoc.error((error) => void notes.push(`failed: ${error.message}`));
  const habits: Habits = {
    use: (step) => void havoc.use((args) => step(args)),
    event: (type, ...steps) =>
      void havoc.event(type, ...steps.map((step) => (args: Parameters<Step>[0]) => step(args))),
  };
  register(habits, (word) => notes.push(word));
  const stream = await connect();
  stream.deliver(aMention());
  const { ack } = await stream.requests.take();
  expect(ack === undefined).toBe(notes.some((note) => note.startsWith('failed')));
  await end();
  return notes;
}

const fail = (message: string) => () => Promise.reject(new Error(message));

const noteOutcome =
  (note: Note, name: string): Step =>
  async ({ next }) => {
    try {
      await next();
      note(`${name}: ended`);
    } catch (error) {
      note(`${name}: ${error instanceof Error && 'originals' in error ? 'several' : String(error)}`);
      throw error;
    }
  };

const swallow =
  (note: Note): Step =>
  ({ next }) =>
    next().catch((error: Error) => note(`swallowed ${error.name === 'Error' ? error.message : 'several'}`));

test.each<[string, (app: Habits, note: Note) => void]>([
  [
    'a handler that ends',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.event('app_mention', noteOutcome(note, 'listener'), () => note('handled'));
    },
  ],
  [
    'a handler that throws',
    (app, note) => {
      app.use(noteOutcome(note, 'outer'));
      app.use(noteOutcome(note, 'inner'));
      app.event('app_mention', noteOutcome(note, 'listener'), fail('oh'));
    },
  ],
  [
    'two of three handlers that throw',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.event('app_mention', fail('one'));
      app.event('app_mention', () => note('handled'));
      app.event('app_mention', fail('two'));
    },
  ],
  [
    'middleware that catches the error, inside of middleware that observes it',
    (app, note) => {
      app.use(noteOutcome(note, 'outer'));
      app.use(swallow(note));
      app.event('app_mention', fail('oh'));
    },
  ],
  [
    'middleware of a listener that catches the error',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.event('app_mention', swallow(note), fail('oh'));
    },
  ],
  [
    'middleware that replaces the error with another one',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.use(({ next }) => next().catch(fail('instead')));
      app.event('app_mention', fail('oh'));
    },
  ],
  [
    'middleware that throws before next',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.use(fail('before'));
      app.event('app_mention', () => note('never'));
    },
  ],
  [
    'middleware that throws after next',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.use(({ next }) => next().then(fail('after')));
      app.event('app_mention', () => note('handled'));
    },
  ],
  [
    'middleware that does not call next',
    (app, note) => {
      app.use(noteOutcome(note, 'use'));
      app.use(() => note('stop'));
      app.event('app_mention', () => note('never'));
    },
  ],
  [
    'middleware that calls next twice',
    (app, note) => {
      app.use(noteOutcome(note, 'outer'));
      app.use(({ next }) => next().then(next));
      app.use(({ next }) => next());
      app.event('app_mention', () => note('handled'));
    },
  ],
  [
    'the last middleware that calls next once more, to try again',
    (app, note) => {
      app.use(({ next }) => next().catch(next));
      app.event('app_mention', () => note('tried'), fail('unreached'));
      app.event('app_mention', fail('oh'));
    },
  ],
  [
    'a handler that calls its next',
    (app, note) => {
      app.event('app_mention', async ({ next }) => {
        await next();
        note('handled');
      });
    },
  ],
])('%s: middleware behaves as in Bolt', async (_case, register) => {
  const notes = await inHavoc(register);
  expect(notes).toEqual(await inBolt(register));
  expect(notes.length).toBeGreaterThan(0);
});

test('next rejects with a MultipleListenerError with the errors of all listeners, as in Bolt', async () => {
  const { havoc, connect, end } = await createHarness();
  const seen: unknown[] = [];
  havoc
    .use(({ next }) => next().catch((error) => void seen.push(error)))
    .event('app_mention', fail('one'))
    .event('app_mention', fail('two'));
  const stream = await connect();
  stream.deliver(aMention());
  expect(await stream.requests.take()).toHaveProperty('ack');
  expect(seen[0]).toBeInstanceOf(MultipleListenerError);
  expect(seen).toMatchObject([{ originals: [{ message: 'one' }, { message: 'two' }] }]);
  await end();
});
