import { parseMrkdwn } from '../../src/local-slack-page/mrkdwn/parse-mrkdwn.js';
import type { Inline, Paragraph } from '../../src/local-slack-page/mrkdwn/tree.js';
import fc from '../support/fast-check.js';

const pieces = [
  '*',
  '_',
  '~',
  '`',
  '```',
  '<',
  '>',
  '@U1',
  '|',
  '!date^1^{date}',
  '&gt;',
  '&lt;',
  ':x:',
  'a',
  ' ',
  '\n',
  '• ',
];
const anyMrkdwn = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((some) => some.join(''));

function urlsOf(nodes: readonly (Inline | Paragraph)[]): string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'link') return [node.url];
    if (node.kind === 'list') return urlsOf(node.items.flatMap(({ children }) => children));
    return 'children' in node ? urlsOf(node.children) : [];
  });
}

test('every text parses', () => {
  fc.assert(fc.property(anyMrkdwn, (source) => Array.isArray(parseMrkdwn(source))));
});

test('text without marks stays unchanged', () => {
  const plain = fc
    .stringMatching(/^[a-zA-Z0-9 ,.!?()]+$/)
    .filter((some) => !/^ *\d+\./.test(some) && !some.includes('http'));
  fc.assert(
    fc.property(plain, (source) => {
      expect(parseMrkdwn(source)).toEqual([
        { kind: 'paragraph', children: [{ kind: 'text', text: source }] },
      ]);
    }),
  );
});

test('no link can run code', () => {
  const scheme = fc.constantFrom(
    'javascript:',
    'JAVASCRIPT:',
    'data:',
    'vbscript:',
    'file:',
    ' https://',
    'https://',
  );
  fc.assert(
    fc.property(scheme, anyMrkdwn, (start, rest) => {
      const unsafe = urlsOf(parseMrkdwn(`<${start}${rest}>`)).filter((url) => !/^https?:\/\//.test(url));
      expect(unsafe).toEqual([]);
    }),
  );
});
