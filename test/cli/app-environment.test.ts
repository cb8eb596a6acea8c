import { appEnvironment } from '../../src/cli/app-environment.js';

test('an app gets no secret of havoc', () => {
  Object.assign(process.env, {
    SLACK_BOT_TOKEN: 'xoxb-1',
    HAVOC_ENCRYPTION_KEYS: 'one:key',
    HAVOC_ENCRYPTION_KEYS_FILE: '/keys',
    HAVOC_ADDRESS: '127.0.0.1:7433',
    POLL_COLOUR: 'red',
    MANIFEST_URL: 'x',
  });
  expect(appEnvironment(['MANIFEST_'])).toMatchObject({
    HAVOC_ADDRESS: '127.0.0.1:7433',
    POLL_COLOUR: 'red',
  });
  expect(
    Object.keys(appEnvironment(['MANIFEST_'])).filter((name) => /SLACK|KEYS|MANIFEST/.test(name)),
  ).toEqual([]);
});
