import { plainString } from '../../src/local-slack-page/block-kit/plain-string.js';
import { inlineOf } from '../../src/local-slack-page/block-kit/rich-inline.js';

describe('rich text as the tree of mrkdwn', () => {
  test.each([
    ['text', { type: 'text', text: 'a' }, [{ kind: 'text', text: 'a' }]],
    [
      'lines',
      { type: 'text', text: 'a\nb' },
      [{ kind: 'text', text: 'a' }, { kind: 'break' }, { kind: 'text', text: 'b' }],
    ],
    [
      'styles',
      { type: 'text', text: 'a', style: { bold: true, code: true } },
      [{ kind: 'bold', children: [{ kind: 'code', children: [{ kind: 'text', text: 'a' }] }] }],
    ],
    ['a person', { type: 'user', user_id: 'U1' }, [{ kind: 'user', user_id: 'U1' }]],
    ['a channel', { type: 'channel', channel_id: 'C1' }, [{ kind: 'channel', channel_id: 'C1' }]],
    ['a broadcast', { type: 'broadcast', range: 'everyone' }, [{ kind: 'broadcast', range: 'everyone' }]],
    ['an emoji', { type: 'emoji', name: 'tada' }, [{ kind: 'emoji', name: 'tada' }]],
    [
      'a link',
      { type: 'link', url: 'https://a.b' },
      [{ kind: 'link', url: 'https://a.b', label: undefined }],
    ],
    [
      'a colour',
      { type: 'color', value: '#fff' },
      [{ kind: 'code', children: [{ kind: 'text', text: '#fff' }] }],
    ],
    ['an unknown type', { type: 'hologram' }, [{ kind: 'text', text: '[hologram]' }]],
  ])('converts %s', (_, element, nodes) => {
    expect(inlineOf(element)).toEqual(nodes);
  });
});

describe('a text object as a string', () => {
  test.each([
    [{ type: 'plain_text', text: ':pizza: now :nope:' }, '🍕 now :nope:'],
    [{ type: 'plain_text', text: ':pizza:', emoji: false }, ':pizza:'],
    [undefined, ''],
  ])('%j becomes %j', (text, string) => {
    expect(plainString(text)).toBe(string);
  });
});
