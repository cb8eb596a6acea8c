import { SocketModeClient } from '@slack/socket-mode';
import { quiet } from '../local-slack/support/quiet.js';
import { run } from '../support/process.js';

const printed = (output: string, name: string) => new RegExp(`${name}=(\\S+)`).exec(output)?.[1];

test('havoc slack --socket-mode prints what an app needs to connect', async () => {
  const slack = run('dist/cli/bin.js', ['slack', '--port', '0', '--socket-mode'], {});
  await slack.line(/Ctrl-C ends it/);
  const output = slack.output();
  const client = new SocketModeClient({
    appToken: printed(output, 'SLACK_APP_TOKEN') ?? '',
    logger: quiet,
    clientOptions: { slackApiUrl: printed(output, 'SLACK_API_URL') },
  });
  expect(await client.start()).toMatchObject({ ok: true });
  await client.disconnect();
  expect(output).not.toContain('It sends nothing yet');
  expect(await slack.end('SIGTERM')).toBe(0);
});

test('havoc slack without a URL and Socket Mode says that it sends nothing, and prints no app token', async () => {
  const slack = run('dist/cli/bin.js', ['slack', '--port', '0'], {});
  await slack.line(/Ctrl-C ends it/);
  expect(slack.output()).toContain('It sends nothing yet');
  expect(slack.output()).not.toContain('SLACK_APP_TOKEN');
  expect(await slack.end('SIGTERM')).toBe(0);
});
