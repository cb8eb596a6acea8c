import { nearNames } from '../../src/base/index.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';

test.each([
  ['chat.postMesage', 'chat.postMessage'],
  ['chat.psotMessage', 'chat.postMessage'],
  ['Chat.PostMessage', 'chat.postMessage'],
  ['conversation.list', 'conversations.list'],
  ['user.info', 'users.info'],
  ['postMessage', 'chat.postMessage'],
])('%s is similar to %s', (typed, meant) => {
  expect(nearNames(typed, [...methods.keys()])[0]).toBe(meant);
});

test('an entirely different name has no similar ones', () => {
  expect(nearNames('weather.forecast', [...methods.keys()])).toEqual([]);
});
