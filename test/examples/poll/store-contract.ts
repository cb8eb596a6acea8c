import { type Poll, startPoll, vote } from '../../../examples/poll/src/poll.js';
import type { PollStore } from '../../../examples/poll/src/store.js';

const lunch = startPoll('1', 'C1', 'U1', { question: 'Lunch?', options: ['pizza', 'sushi'] });
const by = (user: string, option: string) => (poll: Poll) =>
  vote(poll, { user, name: `Name of ${user}`, option });

/** The contract of every store. */
export function describeStore(open: () => Promise<PollStore>): void {
  let store: PollStore;
  beforeEach(async () => {
    store = await open();
  });

  test('a poll is stored unchanged', async () => {
    expect(await store.create(lunch)).toEqual(lunch);
    expect(await store.find('1')).toEqual(lunch);
  });

  test('creating it again returns its current state', async () => {
    await store.create(lunch);
    await store.change('1', 'a', by('U2', 'pizza'));
    expect(await store.create({ ...lunch, question: 'Another?' })).toMatchObject({
      question: 'Lunch?',
      version: 2,
    });
  });

  test('votes are kept in order, and each voter’s last vote counts', async () => {
    await store.create(lunch);
    await store.change('1', 'a', by('U2', 'pizza'));
    await store.change('1', 'b', by('U3', 'pizza'));
    await store.change('1', 'c', by('U2', 'sushi'));
    const poll = await store.change('1', 'd', by('U4', 'sushi'));
    expect(poll?.version).toBe(5);
    expect(poll?.votes).toEqual([
      { user: 'U3', name: 'Name of U3', option: 'pizza' },
      { user: 'U2', name: 'Name of U2', option: 'sushi' },
      { user: 'U4', name: 'Name of U4', option: 'sushi' },
    ]);
    expect(await store.find('1')).toEqual(poll);
  });

  test('an act is applied once: a vote that is delivered twice is not taken back', async () => {
    await store.create(lunch);
    const once = await store.change('1', 'a', by('U2', 'pizza'));
    expect(await store.change('1', 'a', by('U2', 'pizza'))).toEqual(once);
    expect((await store.change('1', 'b', by('U2', 'pizza')))?.votes).toEqual([]);
  });

  test('no concurrent change is lost', async () => {
    await store.create(lunch);
    const users = Array.from({ length: 20 }, (_, n) => `U${n}`);
    await Promise.all(users.map((user) => store.change('1', user, by(user, 'pizza'))));
    const poll = await store.find('1');
    expect(poll?.votes.map(({ user }) => user).sort()).toEqual(users.sort());
    expect(poll?.version).toBe(21);
  });

  test('an edit and the closing are stored', async () => {
    await store.create(lunch);
    await store.change('1', 'a', (poll) => ({
      ...poll,
      question: 'Dinner?',
      options: ['a', 'b', 'c'],
      closed: true,
    }));
    expect(await store.find('1')).toMatchObject({
      question: 'Dinner?',
      options: ['a', 'b', 'c'],
      closed: true,
    });
  });

  test('an unknown poll is undefined', async () => {
    expect(await store.find('9')).toBeUndefined();
    expect(await store.change('9', 'a', by('U2', 'pizza'))).toBeUndefined();
  });
}
