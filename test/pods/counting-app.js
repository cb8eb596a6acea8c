// The app of the pods: says what it has handled, and answers a command with its text.
import { setTimeout as wait } from 'node:timers/promises';
import { Havoc } from '@havoc/client';

const havoc = new Havoc({ name: 'counting', concurrency: 20 });

havoc.event('app_mention', async ({ event }) => {
  const [, text, tookMs] = event.text.split(' ');
  await wait(Number(tookMs));
  console.log(`handled ${text}`);
});
havoc.command('/count', async ({ command, reply }) => {
  await reply(`for ${command.text}`);
  console.log(`handled ${command.text}`);
});

process.once('SIGTERM', () => havoc.stop().then(() => process.exit()));
await havoc.start();
