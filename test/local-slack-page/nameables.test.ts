import { candidatesFor, nameablesOf } from '../../src/local-slack-page/composer/nameables.js';
import { app, workspace } from './made-up.js';

const apps = [
  app('A1', 'Poll', { commands: [{ command: '/poll', description: 'Ask', usage_hint: '[question]' }] }),
  app('A2', 'Deploys', { commands: [{ command: '/deploy' }] }),
];

test('the commands of all apps are suggested, with the names of their apps', () => {
  const suggested = candidatesFor({ sign: '/', word: '', from: 0 }, workspace({ apps }));
  expect(suggested.map(({ label, hint }) => [label, hint])).toEqual([
    ['/poll [question]', 'Ask · Poll'],
    ['/deploy', 'Deploys'],
  ]);
});

test('the bots of all apps are suggested and can be mentioned', () => {
  const suggested = candidatesFor({ sign: '@', word: 'dep', from: 0 }, workspace({ apps }));
  expect(suggested.map(({ insert }) => insert)).toEqual(['@Deploys ']);
  expect(nameablesOf(workspace({ apps }))).toEqual(
    expect.arrayContaining([
      { typed: '@Poll', token: '<@U91>' },
      { typed: '@Deploys', token: '<@U92>' },
    ]),
  );
});
