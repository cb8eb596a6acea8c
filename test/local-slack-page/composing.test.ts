import {
  findCompletable,
  matchCandidates,
  parseCommand,
} from '../../src/local-slack-page/composer/completion.js';
import { fromTokens, toTokens } from '../../src/local-slack-page/composer/name-tokens.js';
import { prefixLines, wrapSelection } from '../../src/local-slack-page/composer/wrap-selection.js';

const nameables = [
  { typed: '@Ana', token: '<@U1>' },
  { typed: '@Ana Silva', token: '<@U2>' },
  { typed: '@Poll', token: '<@U3>' },
  { typed: '#general', token: '<#C1>' },
  { typed: '@here', token: '<!here>' },
];

describe('names and tokens', () => {
  test.each([
    ['hi @Poll', 'hi <@U3>'],
    ['@poll, @here!', '<@U3>, <!here>!'],
    ['the longest name wins: @Ana Silva', 'the longest name wins: <@U2>'],
    ['@Ana Si', '<@U1> Si'],
    ['see #general.', 'see <#C1>.'],
    ['not @Polly, not a@Poll, not #general-two', 'not @Polly, not a@Poll, not #general-two'],
    ['<@U9> & <b> stay for the server', '<@U9> & <b> stay for the server'],
  ])('names become tokens: %s', (typed, sent) => {
    expect(toTokens(typed, nameables)).toBe(sent);
  });

  test.each([
    ['hi <@U3> in <#C1|general>', 'hi @Poll in #general'],
    ['<https://a.b|label> <@U9>', 'https://a.b <@U9>'],
    ['1 &lt; 2 &amp;amp;', '1 < 2 &amp;'],
  ])('tokens become names for editing: %s', (stored, typed) => {
    expect(fromTokens(stored, nameables)).toBe(typed);
  });
});

describe('the word that can be completed', () => {
  test.each([
    ['hello @be', { sign: '@', word: 'be', from: 6 }],
    ['@Ana Si', { sign: '@', word: 'Ana Si', from: 0 }],
    ['in #gen', { sign: '#', word: 'gen', from: 3 }],
    ['nice :ta', { sign: ':', word: 'ta', from: 5 }],
    ['/po', { sign: '/', word: 'po', from: 0 }],
    ['a/po', undefined],
    ['/poll x', undefined],
    ['mail a@b', undefined],
    ['at 10:3', undefined],
  ])('in %j is %j', (text, completable) => {
    expect(findCompletable(text, text.length)).toEqual(completable);
  });

  test('only text before the caret counts', () => {
    expect(findCompletable('@be and more', 3)).toEqual({ sign: '@', word: 'be', from: 0 });
  });

  test('names that start with the word come before names with a later word that starts with it', () => {
    const candidate = (name: string) => ({ key: name, names: [name], insert: name, label: name });
    const found = matchCandidates(['Jo Ana', 'Ana', 'Hanna'].map(candidate), 'an');
    expect(found.map(({ key }) => key)).toEqual(['Ana', 'Jo Ana']);
  });
});

describe('commands', () => {
  test.each([
    ['/poll "Lunch?" pizza', { command: '/poll', text: '"Lunch?" pizza' }],
    ['/poll', { command: '/poll', text: '' }],
    ['  /poll\nx\ny ', { command: '/poll', text: 'x\ny' }],
    ['/etc/hosts', undefined],
    ['and /poll', undefined],
    ['/ poll', undefined],
  ])('%j is parsed as %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });
});

describe('formatting', () => {
  test.each([
    [
      'puts marks around a selection',
      { text: 'a b c', start: 2, end: 3 },
      { text: 'a *b* c', start: 3, end: 4 },
    ],
    [
      'removes marks that are already there',
      { text: 'a *b* c', start: 3, end: 4 },
      { text: 'a b c', start: 2, end: 3 },
    ],
    [
      'puts marks around an empty selection',
      { text: '', start: 0, end: 0 },
      { text: '**', start: 1, end: 1 },
    ],
  ])('%s', (_, before, after) => {
    expect(wrapSelection(before, '*')).toEqual(after);
  });

  test('puts a prefix before each line that the selection touches', () => {
    const changed = prefixLines({ text: 'x\nab\ncd\ny', start: 3, end: 6 }, '> ');
    expect(changed).toEqual({ text: 'x\n> ab\n> cd\ny', start: 5, end: 10 });
  });
});
