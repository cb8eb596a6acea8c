import { parseMrkdwn, parsePlainText } from '../../src/local-slack-page/mrkdwn/parse-mrkdwn.js';
import type { Inline, Paragraph } from '../../src/local-slack-page/mrkdwn/tree.js';

const text = (words: string): Inline => ({ kind: 'text', text: words });
const line = (...children: Inline[]): Paragraph => ({ kind: 'paragraph', children });
const code = (words: string): Inline => ({ kind: 'code', children: [text(words)] });
const bold = (...children: Inline[]): Inline => ({ kind: 'bold', children });
const lineBreak: Inline = { kind: 'break' };

describe('a style', () => {
  test.each<[string, string, Inline[]]>([
    ['can be bold', '*bold*', [bold(text('bold'))]],
    ['can be italic', '_italic_', [{ kind: 'italic', children: [text('italic')] }]],
    ['can be strikethrough', '~gone~', [{ kind: 'strike', children: [text('gone')] }]],
    ['can be inside a sentence', 'so *very* good', [text('so '), bold(text('very')), text(' good')]],
    ['can be nested', '_*both*_', [{ kind: 'italic', children: [bold(text('both'))] }]],
    [
      'can be next to punctuation',
      '(*a*), *b*!',
      [text('('), bold(text('a')), text('), '), bold(text('b')), text('!')],
    ],
    ['cannot be inside a word', 'snake_case_name 2*3*4', [text('snake_case_name 2*3*4')]],
    ['cannot start before a space', '* not a list* _ no _', [text('* not a list* _ no _')]],
    ['needs a closing mark', 'a *b', [text('a *b')]],
    ['cannot be empty', '** __ ~~', [text('** __ ~~')]],
    ['cannot cross a line break', '*a\nb*', [text('*a'), lineBreak, text('b*')]],
    ['is not closed by a mark inside code', '*a `*` b*', [bold(text('a '), code('*'), text(' b'))]],
    ['cannot start after a letter with an accent', 'é*a*', [text('é*a*')]],
  ])('%s', (_, source, children) => {
    expect(parseMrkdwn(source)).toEqual([line(...children)]);
  });
});

describe('code', () => {
  test.each<[string, string, Paragraph[]]>([
    ['can be inline', 'run `npm ci` now', [line(text('run '), code('npm ci'), text(' now'))]],
    ['keeps marks and emoji unchanged', '`*a* :tada:`', [line(code('*a* :tada:'))]],
    ['unescapes characters', '`a &lt; b`', [line(code('a < b'))]],
    ['cannot be empty', '`` x', [line(text('`` x'))]],
    [
      'can be preformatted',
      '```a\n  *b*```',
      [{ kind: 'preformatted', children: [text('a'), lineBreak, text('  *b*')] }],
    ],
    [
      'can be preformatted between lines',
      'before\n```\nx\n```\nafter',
      [line(text('before')), { kind: 'preformatted', children: [text('x')] }, line(text('after'))],
    ],
    ['needs a closing fence', '```x', [line(text('```x'))]],
  ])('%s', (_, source, paragraphs) => {
    expect(parseMrkdwn(source)).toEqual(paragraphs);
  });
});

describe('quotes and lists', () => {
  const quote = (...children: Paragraph[]): Paragraph => ({ kind: 'quote', children });
  test.each<[string, string, Paragraph[]]>([
    ['a quote can start with an escaped mark, as Slack stores it', '&gt; said', [quote(line(text('said')))]],
    ['a quote can start with a bare mark', '> said', [quote(line(text('said')))]],
    [
      'a quote can have several lines',
      '> a\n> b\nc',
      [quote(line(text('a'), lineBreak, text('b'))), line(text('c'))],
    ],
    [
      'a quote with three marks contains the rest of the text',
      '&gt;&gt;&gt; a\nb',
      [quote(line(text('a'), lineBreak, text('b')))],
    ],
    ['a quote starts only at the start of a line', 'a > b', [line(text('a > b'))]],
    [
      'a list keeps its markers',
      '• one\n  ◦ *two*\n3. three',
      [
        {
          kind: 'list',
          items: [
            { marker: '•', indent: 0, children: [text('one')] },
            { marker: '◦', indent: 1, children: [bold(text('two'))] },
            { marker: '3.', indent: 0, children: [text('three')] },
          ],
        },
      ],
    ],
    ['an empty line stays', 'a\n\nb', [line(text('a'), lineBreak, lineBreak, text('b'))]],
    ['an empty text has no paragraphs', '', []],
  ])('%s', (_, source, paragraphs) => {
    expect(parseMrkdwn(source)).toEqual(paragraphs);
  });
});

describe('tokens', () => {
  test.each<[string, string, Inline[]]>([
    ['a person', 'hi <@U1>', [text('hi '), { kind: 'user', user_id: 'U1', label: undefined }]],
    [
      'a person of an Enterprise Grid, with a label',
      '<@W1|ana>',
      [{ kind: 'user', user_id: 'W1', label: 'ana' }],
    ],
    ['a channel', '<#C1|general>', [{ kind: 'channel', channel_id: 'C1', label: 'general' }]],
    ['a group', '<!subteam^S1|@ops>', [{ kind: 'usergroup', usergroup_id: 'S1', label: '@ops' }]],
    ['@here', '<!here>', [{ kind: 'broadcast', range: 'here' }]],
    ['@channel', '<!channel|channel>', [{ kind: 'broadcast', range: 'channel' }]],
    ['a link', '<https://a.b/?x=1&amp;y>', [{ kind: 'link', url: 'https://a.b/?x=1&y', label: undefined }]],
    ['a link with text', '<https://a.b|a &amp; b>', [{ kind: 'link', url: 'https://a.b', label: 'a & b' }]],
    ['an email address', '<mailto:a@b.c|a@b.c>', [{ kind: 'link', url: 'mailto:a@b.c', label: 'a@b.c' }]],
    ['a link that would run code, as text', '<javascript:alert(1)|x>', [text('<javascript:alert(1)|x>')]],
    [
      'a date',
      '<!date^1392734382^{date} at {time}^https://a.b|then>',
      [
        {
          kind: 'date',
          timestamp: 1392734382,
          format: '{date} at {time}',
          url: 'https://a.b',
          fallback: 'then',
        },
      ],
    ],
    ['an invalid date, as its fallback', '<!date^soon^{date}|then>', [text('then')]],
    ['an unknown special token, as its label', '<!new|label>', [text('label')]],
    ['other text in angle brackets, as text', '<b> 1 < 2', [text('<b> 1 < 2')]],
    ['a token inside bold text', '*<@U1>*', [bold({ kind: 'user', user_id: 'U1', label: undefined })]],
    ['escaped characters', '&lt;@U1&gt; &amp;amp;', [text('<@U1> &amp;')]],
    ['a bare URL', 'see https://a.b/c.', [text('see '), { kind: 'link', url: 'https://a.b/c' }, text('.')]],
    [
      'emoji',
      ':tada::+1::skin-tone-3: 10:30:00',
      [
        { kind: 'emoji', name: 'tada' },
        { kind: 'emoji', name: '+1' },
        text(' 10'),
        { kind: 'emoji', name: '30' },
        text('00'),
      ],
    ],
  ])('parses %s', (_, source, children) => {
    expect(parseMrkdwn(source)).toEqual([line(...children)]);
  });

  test('verbatim does not link bare URLs', () => {
    expect(parseMrkdwn('https://a.b', { verbatim: true })).toEqual([line(text('https://a.b'))]);
  });
});

describe('plain text', () => {
  test('only emoji and line breaks have a meaning', () => {
    expect(parsePlainText('*a* <@U1> &amp;\n:x:')).toEqual([
      text('*a* <@U1> &amp;'),
      lineBreak,
      { kind: 'emoji', name: 'x' },
    ]);
  });

  test('emoji can be turned off', () => {
    expect(parsePlainText(':x:', { emoji: false })).toEqual([text(':x:')]);
  });
});
