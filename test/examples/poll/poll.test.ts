import { close, edit, type Poll, startPoll, vote, winners } from '../../../examples/poll/src/poll.js';

const lunch = startPoll('1', 'C1', 'U1', { question: 'Lunch?', options: ['pizza', 'sushi'] });
const ada = (option: string) => ({ user: 'U1', name: 'Ada', option });
const bob = (option: string) => ({ user: 'U2', name: 'Bob', option });
const after = (...votes: ReturnType<typeof ada>[]) => votes.reduce(vote, lunch);
const votesOf = (poll: Poll) => poll.votes.map(({ name, option }) => `${name}: ${option}`);

test.each([
  ['a vote counts', [ada('pizza')], ['Ada: pizza']],
  ['every user has one vote', [ada('pizza'), bob('pizza')], ['Ada: pizza', 'Bob: pizza']],
  ['a user may change their vote', [ada('pizza'), bob('pizza'), ada('sushi')], ['Bob: pizza', 'Ada: sushi']],
  ['the same vote again takes it back', [ada('pizza'), bob('pizza'), ada('pizza')], ['Bob: pizza']],
  ['a third time, it counts again', [ada('pizza'), ada('pizza'), ada('pizza')], ['Ada: pizza']],
  ['a vote for an unknown option does not count', [ada('pizza'), ada('salad')], ['Ada: pizza']],
])('%s', (_, votes, expected) => {
  expect(votesOf(after(...votes))).toEqual(expected);
});

test('votes do not count after the poll is closed', () => {
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
  ['there are no votes', [], []],
  ['one leads', [ada('sushi')], ['sushi']],
  ['there is a tie', [ada('sushi'), bob('pizza')], ['pizza', 'sushi']],
])('who wins when %s', (_, votes, expected) => {
  expect(winners(after(...votes))).toEqual(expected);
});
