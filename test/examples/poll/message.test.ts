import { readForm, renderForm } from '../../../examples/poll/src/form.js';
import { renderPoll } from '../../../examples/poll/src/message.js';
import { close, type Poll, startPoll, vote } from '../../../examples/poll/src/poll.js';

const lunch = startPoll('1.2', 'C1', 'U1', {
  question: 'Lunch & <more>?',
  options: ['pizza', 'sushi <raw>'],
});
const withVotes = (...names: string[]) =>
  names.reduce((poll: Poll, name) => vote(poll, { user: name, name, option: 'pizza' }), lunch);
const textsOf = (poll: Poll) =>
  renderPoll(poll).blocks.flatMap((block) =>
    block.type === 'section' && block.text ? [block.text.text] : [],
  );
const footerOf = (poll: Poll) =>
  JSON.stringify(renderPoll(poll).blocks.find(({ type }) => type === 'context'));
const buttonsOf = (poll: Poll) => JSON.stringify(renderPoll(poll)).match(/"action_id":"\w+"/g) ?? [];

test('each option has its count and names, and text from people is escaped', () => {
  expect(renderPoll(lunch)).toMatchObject({ channel: 'C1', text: 'Poll: Lunch &amp; &lt;more&gt;?' });
  expect(textsOf(withVotes('Ada', 'Bob <!here>'))).toEqual([
    '*pizza*  `2`\nAda, Bob &lt;!here&gt;',
    '*sushi &lt;raw&gt;*  `0`\n_no votes yet_',
  ]);
});

test.each([
  [0, '0 votes'],
  [1, '1 vote'],
  [2, '2 votes'],
])('%i voters are shown as %s', (count, text) => {
  expect(footerOf(withVotes(...Array.from({ length: count }, (_, n) => `U${n}`)))).toContain(
    `"${text} · asked by <@U1>"`,
  );
});

test('if there are many voters, only the first are named', () => {
  const [text] = textsOf(withVotes(...Array.from({ length: 33 }, (_, n) => `N${n}`)));
  expect(text).toContain('`33`');
  expect(text).toMatch(/N29 and 3 more$/);
});

test('an open poll has its buttons; a closed one has none, and a winner', () => {
  expect(buttonsOf(lunch)).toEqual(['vote', 'vote', 'edit', 'close'].map((id) => `"action_id":"${id}"`));
  const closed = close(withVotes('Ada'));
  expect(buttonsOf(closed)).toEqual([]);
  expect(textsOf(closed)[0]).toBe(':trophy: *pizza*  `1`\nAda');
  expect(footerOf(closed)).toContain('Closed with 1 vote');
});

test('reading the form returns the input without blank lines, and the poll that it is about', () => {
  const form = renderForm({ id: '1.2' }, lunch);
  expect(JSON.stringify(form)).toContain('"initial_value":"pizza\\nsushi <raw>"');
  const view = {
    private_metadata: form.private_metadata ?? '',
    state: {
      values: { question: { text: { value: ' Dinner? ' } }, options: { text: { value: ' a \n\n b\n' } } },
    },
  };
  expect(readForm(view)).toEqual({ about: { id: '1.2' }, question: 'Dinner?', options: ['a', 'b'] });
});
