import { describeService } from '../../src/cli/call/contract.js';

test('a service comes with all that its messages are made of', async () => {
  const described = await describeService('slack.chat.v1.Chat');
  expect(described['slack.chat.v1.Chat']).toHaveProperty(
    'PostMessage.path',
    '/slack.chat.v1.Chat/PostMessage',
  );
  expect(described).toHaveProperty(['slack.types.v1.Block']);
  // And with nothing else: the whole of the contract would take half a second.
  expect(described['slack.admin.v1.AdminUsers']).toBeUndefined();
});

test('a service that this build does not know is none', async () => {
  expect(await describeService('slack.chat.v9.Chat')).toEqual({});
});
