// The same handler, behind the sidecar.
import { Havoc } from '@havoc/client';
import { record } from './recording.js';

const havoc = new Havoc({ name: 'bench', ordered: process.env.BENCH_ORDER === 'ordered' });
havoc.event('app_mention', async ({ event }) => record(event.text));
await havoc.start();
process.send?.('ready');
process.once('SIGTERM', () => void havoc.stop().then(() => process.exit()));
