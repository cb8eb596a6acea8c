import { close, edit, type Poll, startPoll, vote, winners } from '../../../examples/poll/src/poll.js';

const lunch = startPoll('1', 'C1', 'U1', { question: 'Lunch?', options: ['pizza', 'sushi'] });
const ada = (option: string) => ({ user: 'U1', name: 'Ada', option });
const bob = (option: string) => ({ user: 'U2', name: 'Bob', option });
const after = (...votes: ReturnType<typeof ada>[]) => votes.reduce(vote, lunch);
const votesOf = (poll: Poll) => poll.votes.map(({ name, option }) => `${name}: ${option}`);

test.each([
  ['a vote counts', [ada('pizza')], ['Ada: pizza']],
  ['everybody has one', [ada('pizza'), bob('pizza')], ['Ada: pizza', 'Bob: pizza']],
  ['one may switch', [ada('pizza'), bob('pizza'), ada('sushi')], ['Bob: pizza', 'Ada: sushi']],
  ['the same again takes it back', [ada('pizza'), bob('pizza'), ada('pizza')], ['Bob: pizza']],
  ['and once more votes again', [ada('pizza'), ada('pizza'), ada('pizza')], ['Ada: pizza']],
  ['an option that is not there counts for nothing', [ada('pizza'), ada('salad')], ['Ada: pizza']],
])('%s', (_, votes, expected) => {
  expect(votesOf(after(...votes))).toEqual(expected);
});

test('nothing counts once the poll is closed', () => {
  const closed = close(after(ada('pizza')));
  expect(vote(closed, bob('pizza'))).toBe(closed);
  expect(edit(closed, { question: 'x', options: ['a', 'b'] })).toBe(closed);
});

test('an edit keeps the votes for options that stay', () => {
  const edited = edit(after(ada('pizza'), bob('sushi')), {
    question: 'Dinner?',
    options: ['sushi', 'salad'],
  });
  expect(edited).toMatchObject({ question: 'Dinner?', options: ['sushi', 'salad'] });
  expect(votesOf(edited)).toEqual(['Bob: sushi']);
});

test.each([
  ['nobody voted', [], []],
  ['one leads', [ada('sushi')], ['sushi']],
  ['there is a tie', [ada('sushi'), bob('pizza')], ['pizza', 'sushi']],
])('who wins when %s', (_, votes, expected) => {
  expect(winners(after(...votes))).toEqual(expected);
});
