import { readCommand } from '../../../examples/poll/src/command.js';

const asks = (question: string, ...options: string[]) => ({ wants: 'poll', question, options });

test.each([
  ['"Lunch?" pizza sushi', asks('Lunch?', 'pizza', 'sushi')],
  ['Lunch? pizza sushi', asks('Lunch?', 'pizza', 'sushi')],
  ['“Where to, then?” “the usual place” sushi', asks('Where to, then?', 'the usual place', 'sushi')],
  ['„Wohin?“ Pizza Döner', asks('Wohin?', 'Pizza', 'Döner')],
  ['«Où ?» ici là-bas', asks('Où ?', 'ici', 'là-bas')],
  ['"straight” “curly" a', asks('straight', 'curly', 'a')],
  ["'single quotes' 'a b' c", asks('single quotes', 'a b', 'c')],
  ["'Joe's place?' yes no", asks("Joe's place?", 'yes', 'no')],
  ["Where? Joe's Ann’s", asks('Where?', "Joe's", 'Ann’s')],
  ['  "Lunch?"   pizza\n sushi  ', asks('Lunch?', 'pizza', 'sushi')],
  ['"Lunch?"pizza sushi', asks('Lunch?', 'pizza', 'sushi')],
  ['"" Lunch? a b', asks('Lunch?', 'a', 'b')],
  ['"help" a b', asks('help', 'a', 'b')],
  ['', { wants: 'form' }],
  ['   ', { wants: 'form' }],
  ['help', { wants: 'help' }],
  [' HELP ', { wants: 'help' }],
  ['"Lunch? pizza sushi', { wants: 'nothing', because: 'A quote is opened but never closed.' }],
  ['“Lunch? pizza', { wants: 'nothing', because: 'A quote is opened but never closed.' }],
  ["'Lunch pizza", { wants: 'nothing', because: 'A quote is opened but never closed.' }],
  ['Lunch?', { wants: 'nothing', because: 'A poll needs at least two options.' }],
  ['Lunch? pizza', { wants: 'nothing', because: 'A poll needs at least two options.' }],
  ['Lunch? pizza sushi pizza', { wants: 'nothing', because: 'The option “pizza” is there twice.' }],
  ['Q 1 2 3 4 5 6 7 8 9 10 11', { wants: 'nothing', because: 'A poll can have at most 10 options.' }],
  [
    `Q a ${'b'.repeat(76)}`,
    { wants: 'nothing', because: `The option “${'b'.repeat(20)}…” is longer than 75 characters.` },
  ],
  [`"${'q'.repeat(141)}" a b`, { wants: 'nothing', because: 'The question is longer than 140 characters.' }],
])('/poll %s', (text, expected) => {
  expect(readCommand(text)).toEqual(expected);
});
