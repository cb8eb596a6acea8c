import { describeService } from '../../src/cli/call/contract.js';

test('a service is loaded with all types that its messages use', async () => {
  const described = await describeService('havoc.slack.chat.v1.Chat');
  expect(described['havoc.slack.chat.v1.Chat']).toHaveProperty(
    'PostMessage.path',
    '/havoc.slack.chat.v1.Chat/PostMessage',
  );
  expect(described).toHaveProperty(['havoc.slack.types.v1.Block']);
  // Nothing else is loaded: the whole contract would take half a second.
  expect(described['havoc.slack.admin.v1.AdminUsers']).toBeUndefined();
});

test('an unknown service gives an empty object', async () => {
  expect(await describeService('havoc.slack.chat.v9.Chat')).toEqual({});
});
