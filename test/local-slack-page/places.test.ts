import type { View } from '../../src/local-slack/protocol.js';
import { addressOf, hrefOf, placeOf, workspaceLinks } from '../../src/local-slack-page/frame/places.js';
import { formatAddress, parseAddress } from '../../src/local-slack-page/live/address.js';
import { app, channel, workspace } from './made-up.js';

describe('an address', () => {
  test.each([
    ['#/T1/U1/C1', { team: 'T1', as: 'U1', where: 'C1' }],
    ['#/T1/U1/A1/home', { team: 'T1', as: 'U1', where: 'A1', tab: 'home' }],
    ['#/T1', { team: 'T1' }],
    ['#/U1/C1', { as: 'U1', where: 'C1' }],
    ['#/U1/app/home', { as: 'U1', where: 'app', tab: 'home' }],
    ['', {}],
  ])('%j is read as %j, and written the same', (hash, address) => {
    expect(parseAddress(hash)).toEqual(address);
    expect(formatAddress(address)).toBe(hash || '#/');
  });
});

const channels = [
  channel('C1', { name: 'art' }),
  channel('C2', { name: 'general', is_general: true }),
  channel('D1', { is_im: true, members: ['U1', 'U91'] }),
];
const apps = [app('A1', 'Poll'), app('A2', 'Deploys')];

describe('places', () => {
  test.each([
    ['an empty address leads to #general', {}, { kind: 'channel', channel: 'C2' }],
    ['the id of a channel leads to the channel', { where: 'C1' }, { kind: 'channel', channel: 'C1' }],
    [
      'a channel that the person cannot see leads to #general',
      { where: 'C3' },
      { kind: 'channel', channel: 'C2' },
    ],
    ['the id of a person leads to their direct message', { where: 'U2' }, { kind: 'dm', user: 'U2' }],
    [
      'the id of an app leads to the given tab of the app',
      { where: 'A2', tab: 'home' },
      { kind: 'app', app: 'A2', tab: 'home' },
    ],
    [
      'the id of a bot leads to the messages of its app',
      { where: 'U92' },
      { kind: 'app', app: 'A2', tab: 'messages' },
    ],
    [
      'the word app leads to the first app',
      { where: 'app', tab: 'home' },
      { kind: 'app', app: 'A1', tab: 'home' },
    ],
    ['the word apps leads to the list of apps', { where: 'apps' }, { kind: 'apps' }],
    [
      'the direct message with an app leads to the messages of the app',
      { where: 'D1' },
      { kind: 'app', app: 'A1', tab: 'messages' },
    ],
  ])('%s', (_, address, place) => {
    expect(placeOf(workspace({ channels, apps }), address)).toEqual(place);
  });

  test('an app without a given tab leads to its App Home, if it has published one', () => {
    const homes = [{ id: 'V1', app_id: 'A2' } as View];
    const shown = workspace({ channels, apps, homes });
    expect(['A1', 'A2'].map((where) => placeOf(shown, { where }))).toMatchObject([
      { tab: 'messages' },
      { tab: 'home' },
    ]);
  });

  test('a workspace without apps has no place for one', () => {
    expect(placeOf(workspace({ channels, apps: [] }), { where: 'app' })).toEqual({
      kind: 'channel',
      channel: 'C2',
    });
  });

  test('a place leads back to its address', () => {
    const place = { kind: 'app', app: 'A2', tab: 'home' } as const;
    expect(addressOf(workspace({ apps }), place)).toEqual({ team: 'T1', as: 'U1', where: 'A2', tab: 'home' });
    expect(hrefOf(workspace({ apps }), place, 'U2')).toBe('#/T1/U2/A2/home');
  });
});

test('the switcher leads to each workspace as the same person, and marks the current one', () => {
  const workspaces = ['T1', 'T2'].map((id) => ({ id, name: `Team ${id}`, icon: {} }));
  expect(workspaceLinks(workspace({ workspaces }))).toEqual([
    { id: 'T1', name: 'Team T1', href: '#/T1/U1', isCurrent: true },
    { id: 'T2', name: 'Team T2', href: '#/T2/U1', isCurrent: false },
  ]);
});
