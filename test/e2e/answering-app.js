// An app that answers every mention with its own text, run as a process of its own so that it can be killed.
import { Havoc } from '@havoc/client';

const havoc = new Havoc({ name: 'answering', concurrency: 20 });

havoc.event('app_mention', async ({ event, say }) => {
  await say(`done ${event.text.split(' ').at(-1)}`);
});

console.log(`my pid is ${process.pid}`);
process.once('SIGTERM', () => havoc.stop());
await havoc.start();
process.send?.('started');
