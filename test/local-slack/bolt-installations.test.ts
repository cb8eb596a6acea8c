import type { AddressInfo } from 'node:net';
import { App, type AuthorizeSourceData, HTTPReceiver } from '@slack/bolt';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import { quiet } from './support/quiet.js';
import { twoSides } from './support/two-sides.js';

const [ACME, LAGOON, COAST] = ['T0LOCAL001', 'T0LOCAL003', 'E0LOCAL001'];

const text = (value: string) => ({ type: 'plain_text' as const, text: value });

let local: LocalSlack;
let receiver: HTTPReceiver;
/** Which installations Bolt has asked for, in order. */
let asked: AuthorizeSourceData<boolean>[];

/** Starts a Bolt app that authorizes each request for the installation that Bolt finds in it. */
async function begin(name: string, team: string): Promise<App> {
  asked = [];
  local = await startLocalSlack({ seed: twoSides });
  const { signingSecret } = local.app(name);
  receiver = new HTTPReceiver({ signingSecret, logger: quiet, unhandledRequestTimeoutMillis: 100 });
  const bolt = new App({
    receiver,
    logger: quiet,
    clientOptions: { slackApiUrl: local.apiUrl },
    authorize: async (source) => {
      asked.push(source);
      return local.app(name).botIn(team);
    },
  });
  const { port } = (await receiver.start(0)).address() as AddressInfo;
  await local.app(name).configure({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return bolt;
}

afterEach(async () => {
  await receiver.stop();
  await local.close();
});

test('Bolt finds the installation of an app in events, clicks and modals of the other side', async () => {
  const bolt = await begin('Poll', ACME);
  bolt.event('message', async ({ say }) => {
    const button = { type: 'button' as const, action_id: 'go', text: text('Go') };
    await say({ text: 'Vote', blocks: [{ type: 'actions', elements: [button] }] });
  });
  bolt.action('go', async ({ ack, body, client }) => {
    await ack();
    const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
    const view = { type: 'modal' as const, callback_id: 'why', title: text('Why'), submit: text('Send') };
    await client.views.open({ trigger_id, view: { ...view, blocks: [{ type: 'divider' }] } });
  });
  bolt.view('why', async ({ ack }) => ack());
  const chika = local.workspace('harbour').as('chika');
  await chika.post('joint', 'Hi');
  await chika.click(await local.waitForMessage({ text: 'Vote' }), 'go');
  await chika.submit(await local.workspace('harbour').waitForView('chika'));
  await local.workspace('harbour').waitForNoView('chika');
  await local.idle();
  // Both messages, the click and the submission.
  expect(asked.map(({ teamId, isEnterpriseInstall }) => [teamId, isEnterpriseInstall])).toEqual(
    Array(4).fill([ACME, false]),
  );
});

test('Bolt finds an org-wide installation in events, commands and shortcuts', async () => {
  const bolt = await begin('Wide', LAGOON);
  bolt.event('message', async () => undefined);
  bolt.command('/wide', async ({ ack }) => ack());
  bolt.shortcut('any', async ({ ack }) => ack());
  const emil = local.workspace('lagoon').as('emil');
  await emil.post('general', 'Hi');
  await local.idle();
  await emil.command('/wide');
  await emil.shortcut('any');
  const wide = { teamId: LAGOON, enterpriseId: COAST, isEnterpriseInstall: true };
  expect(asked).toMatchObject([wide, wide, wide]);
});
