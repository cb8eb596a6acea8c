// An app whose handler never ends. The app stops as soon as it has received a delivery.
import { Havoc } from '../../src/client/havoc.js';

const havoc = new Havoc({ address: process.argv[2] });
havoc.event('app_mention', async ({ event, slack }) => {
  void havoc.stop({ timeoutMs: 100 }).then(() => process.stdout.write('stopped\n'));
  if (event.text.includes('call')) await slack.auth.test();
  if (event.text.includes('read')) await slack.files.download({ file: 'F1' });
  await new Promise(() => {});
});
await havoc.start({ timeoutMs: 30_000 });
