// The app of the pods. It prints what it has handled, and answers a command with its text. An event says how long its
// handling must still take after the app is told to end. So a slow machine does not shorten that time.
import { setTimeout as wait } from 'node:timers/promises';
import { Havoc } from '@havoc/client';

/** When this app was told to end. */
let toldAt;
const havoc = new Havoc({ name: 'counting', concurrency: 20 });

havoc.event('app_mention', async ({ event }) => {
  const [, text, tookMs, lastMs] = event.text.split(' ');
  await wait(Number(tookMs));
  if (toldAt !== undefined) await wait(Math.max(0, toldAt + Number(lastMs) - performance.now()));
  console.log(`handled ${text}`);
});
havoc.command('/count', async ({ command, reply }) => {
  await reply(`for ${command.text}`);
  console.log(`handled ${command.text}`);
});

process.once('SIGTERM', () => {
  toldAt = performance.now();
  return havoc.stop().then(() => process.exit());
});
await havoc.start();
