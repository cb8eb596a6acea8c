import { describeService } from '../../src/cli/call/contract.js';

test('a service comes with all that its messages are made of', async () => {
  const described = await describeService('havoc.slack.chat.v1.Chat');
  expect(described['havoc.slack.chat.v1.Chat']).toHaveProperty(
    'PostMessage.path',
    '/havoc.slack.chat.v1.Chat/PostMessage',
  );
  expect(described).toHaveProperty(['havoc.slack.types.v1.Block']);
  // And with nothing else: the whole of the contract would take half a second.
  expect(described['havoc.slack.admin.v1.AdminUsers']).toBeUndefined();
});

test('a service that this build does not know is none', async () => {
  expect(await describeService('havoc.slack.chat.v9.Chat')).toEqual({});
});
