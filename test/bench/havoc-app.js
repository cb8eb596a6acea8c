// The same handler behind the sidecar.
import { Havoc } from '@havoc/client';
import { record } from './recording.js';

const havoc = new Havoc({ name: 'bench', concurrency: 1000 });
havoc.event('app_mention', async ({ event }) => record(event.text));
await havoc.start();
process.send?.('ready');
