// An app that calls a method before it listens, and adds a listener after it has connected.
import { Havoc } from '@havoc/client';

const havoc = new Havoc({ name: 'Listening' });
const { ok } = await havoc.slack.auth.test({});
havoc.event(ok ? 'pin_added' : 'pin_removed', () => {});
havoc.event(/^team_join/, () => {});
await havoc.start();
havoc.options('city', () => {});
console.log('it has', process.env.SLACK_BOT_TOKEN ?? 'no token');
process.once('SIGTERM', () => havoc.stop());
