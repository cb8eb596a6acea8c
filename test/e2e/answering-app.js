// An app that answers each mention with the number in its text. It runs as a separate process, so a test can kill it.
import { Havoc } from '@havoc/client';

const havoc = new Havoc({ name: 'answering', concurrency: 20 });

havoc.event('app_mention', async ({ event, say }) => {
  await say(`done ${event.text.split(' ').at(-1)}`);
});

console.log(`my pid is ${process.pid}`);
process.once('SIGTERM', () => havoc.stop());
await havoc.start();
process.send?.('started');
