import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/index.js';
import type { Json } from '../../src/local-slack/model.js';
import type { Snapshot } from '../../src/local-slack/protocol.js';
import { input, modal, text } from './support/block-kit.js';
import { startReceiver } from './support/receiver.js';
import { call, twoSides } from './support/two-sides.js';

const [ACME, HARBOUR, LAGOON, COAST] = ['T0LOCAL001', 'T0LOCAL002', 'T0LOCAL003', 'E0LOCAL001'];
const coast = { id: COAST, name: 'Coast' };
const button = { type: 'button', action_id: 'go', text: text('Go') };
const blocks = [{ type: 'actions', block_id: 'row', elements: [button] }];

let local: LocalSlack;
let app: Awaited<ReturnType<typeof startReceiver>>;
let answer: object | undefined;

/** Starts the world, and receives what one of its apps is sent. */
async function begin(name: string): Promise<void> {
  answer = undefined;
  local = await startLocalSlack({ seed: twoSides });
  app = await startReceiver(local.app(name).signingSecret, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(answer ? JSON.stringify(answer) : '');
  });
  await local.app(name).configure({ requestUrl: app.url, verify: false, events: [] });
}

afterEach(async () => {
  await local.close();
  await app.close();
});

const last = (): Json => app.received.at(-1)?.body ?? {};

describe('a person of the other side', () => {
  let token: string;

  beforeEach(async () => {
    await begin('Poll');
    token = local.app('Poll').botIn(ACME).botToken;
    await call(local, token, 'chat.postMessage', { channel: joint(), text: 'Vote', blocks });
    const message = await local.waitForMessage({ text: 'Vote' });
    expect(await chika().click(message, 'go')).toMatchObject({ ok: true });
  });

  const joint = () => local.channel('joint').id;
  const chika = () => local.workspace('harbour').as('chika');
  const openModal = (view: object) =>
    call(local, token, 'views.open', { trigger_id: last().trigger_id, view });

  test('clicks for the workspace of the app, and is named with their own', () => {
    expect(last()).toMatchObject({
      type: 'block_actions',
      user: { id: chika().user.id, team_id: HARBOUR },
      team: { id: ACME, domain: 'acme' },
      enterprise: null,
      is_enterprise_install: false,
    });
  });

  test('sees the answer to a response_url, which comes from the app where it is installed', async () => {
    const body = JSON.stringify({ text: 'Counted', response_type: 'in_channel', replace_original: false });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(String(last().response_url), { method: 'POST', headers, body })).status).toBe(200);
    const { message } = await local.waitForMessage({ text: 'Counted' });
    expect(message).toMatchObject({ team: ACME, bot_id: local.app('Poll').botIn(ACME).botId });
  });

  // github.com/slackapi/bolt-js/issues/1614
  test('submits a modal in their own workspace, which names that of the app', async () => {
    const opened = await openModal(modal('why', [input('reason')]));
    expect(opened).toMatchObject({ ok: true, view: { team_id: HARBOUR, app_installed_team_id: ACME } });
    const view = await local.workspace('harbour').waitForView('chika');
    await chika().submit(view, { reason: 'Because' });
    expect(last()).toMatchObject({
      type: 'view_submission',
      user: { team_id: HARBOUR },
      team: { id: HARBOUR, enterprise_id: COAST },
      enterprise: coast,
      is_enterprise_install: false,
      view: { app_installed_team_id: ACME },
    });
  });

  test('sees the modals that the app pushes and updates', async () => {
    const opened = await openModal(modal('first', [input('reason')]));
    const { id } = Object(opened.view);
    const view = modal('second', [input('reason')]);
    expect(await call(local, token, 'views.update', { view_id: id, view })).toMatchObject({ ok: true });
    answer = { response_action: 'push', view: modal('third', [input('more')]) };
    await chika().submit(chika().view(), { reason: 'Because' });
    expect(
      chika()
        .views()
        .map(({ callback_id }) => callback_id),
    ).toEqual(['second', 'third']);
  });

  test('cannot run the commands of an app that is not installed on their side', async () => {
    expect(await chika().command('/poll', '', 'joint')).toMatchObject({
      ok: false,
      error: 'invalid_command',
    });
  });
});

test('another installation of the app cannot use a trigger_id or a view', async () => {
  await begin('Tally');
  const ana = local.workspace('acme').as('ana');
  await ana.command('/tally');
  const opening = { trigger_id: last().trigger_id, view: modal('x', [input('reason')]) };
  const token = (team: string) => local.app('Tally').botIn(team).botToken;
  expect(await call(local, token(HARBOUR), 'views.open', opening)).toMatchObject({
    error: 'invalid_trigger_id',
  });
  const { view } = await call(local, token(ACME), 'views.open', opening);
  const update = { view_id: Object(view).id, view: modal('y', [input('reason')]) };
  expect(await call(local, token(HARBOUR), 'views.update', update)).toMatchObject({ error: 'not_found' });
  expect(await call(local, token(ACME), 'views.update', update)).toMatchObject({ ok: true });
});

describe('an app that is installed org-wide', () => {
  let token: string;

  beforeEach(async () => {
    await begin('Wide');
    token = local.app('Wide').botIn(HARBOUR).botToken;
  });

  const emil = () => local.workspace('lagoon').as('emil');

  test('is sent commands with the workspace, and told that it is installed org-wide', async () => {
    expect(await emil().command('/wide', 'x')).toMatchObject({ ok: true });
    expect(last()).toMatchObject({
      team_id: LAGOON,
      team_domain: 'lagoon',
      enterprise_id: COAST,
      enterprise_name: 'Coast',
      is_enterprise_install: 'true',
      user_id: emil().user.id,
    });
  });

  // github.com/slackapi/bolt-js/pull/521
  test('is sent interactions with the organisation in place of the workspace', async () => {
    await emil().command('/wide');
    const view = modal('wide', [input('reason')]);
    const opened = await call(local, token, 'views.open', { trigger_id: last().trigger_id, view });
    expect(opened).toMatchObject({ ok: true, view: { team_id: LAGOON, app_installed_team_id: COAST } });
    await emil().submit(emil().view(), { reason: 'Because' });
    expect(last()).toMatchObject({
      type: 'view_submission',
      user: { id: emil().user.id, team_id: LAGOON },
      team: null,
      enterprise: coast,
      is_enterprise_install: true,
      view: { app_installed_team_id: COAST },
    });
    await emil().shortcut('any');
    expect(last()).toMatchObject({
      type: 'shortcut',
      team: null,
      enterprise: coast,
      is_enterprise_install: true,
    });
  });

  test('answers clicks in every workspace through their response_url', async () => {
    const { id } = local.workspace('lagoon').channel('general');
    await call(local, token, 'chat.postMessage', { channel: id, team_id: LAGOON, text: 'Vote', blocks });
    const message = await local.workspace('lagoon').waitForMessage({ text: 'Vote' });
    await emil().click(message, 'go');
    expect(last()).toMatchObject({ type: 'block_actions', team: null, user: { team_id: LAGOON } });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ text: 'Counted', response_type: 'in_channel', replace_original: false });
    await fetch(String(last().response_url), { method: 'POST', headers, body });
    await local.workspace('lagoon').waitForMessage({ text: 'Counted' });
  });

  test('has one App Home for a person, which each workspace of the person shows', async () => {
    await emil().openHome();
    const publish = (view: object) =>
      call(local, token, 'views.publish', { user_id: emil().user.id, team_id: LAGOON, view });
    const first = await publish({ type: 'home', blocks: [{ type: 'divider' }] });
    expect(first).toMatchObject({ ok: true, view: { app_installed_team_id: COAST } });
    const second = await publish({ type: 'home', callback_id: 'again', blocks: [] });
    expect(Object(second.view).id).toBe(Object(first.view).id);
    await local.workspace('lagoon').waitForHome('emil', { callback_id: 'again' });
    const live = await connectTab(LAGOON, emil().user.id);
    expect(live.homes.map(({ callback_id }) => callback_id)).toEqual(['again']);
  });
});

/** The snapshot that the page of a person gets. */
async function connectTab(team: string, user: string): Promise<Snapshot> {
  const socket = new WebSocket(`${local.url.replace('http', 'ws')}/live?team=${team}&as=${user}`);
  const [data] = await once(socket, 'message');
  socket.close();
  return JSON.parse(String(data)).snapshot;
}
