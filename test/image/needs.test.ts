import { type Machine, missingNeeds, thisMachine } from './needs.js';

const complete: Machine = { platform: 'linux', uid: 0, has: () => true };

test('nothing is missing where all is there', () => {
  expect(missingNeeds(complete)).toEqual([]);
});

test('each command that is missing is named, with the one line that installs them', () => {
  expect(missingNeeds({ ...complete, has: (command) => !['buildah', 'ip'].includes(command) })).toEqual([
    'There is no buildah on the PATH.',
    'There is no ip on the PATH.',
    'Install what is missing: apt-get install --no-install-recommends buildah iproute2',
  ]);
});

test('whoever is not root is told so', () => {
  expect(missingNeeds({ ...complete, uid: 1000 })).toEqual([expect.stringContaining('sudo')]);
});

test('elsewhere than on Linux there is nothing to install', () => {
  expect(missingNeeds({ platform: 'darwin', uid: 0, has: () => false })).toEqual([
    expect.stringContaining('Linux'),
  ]);
});

test('looks for commands on the PATH', () => {
  const { has } = thisMachine();
  expect([has('sh'), has('no-such-command')]).toEqual([true, false]);
});
