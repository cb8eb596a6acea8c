import { type Machine, missingNeeds, thisMachine } from './needs.js';

const complete: Machine = { platform: 'linux', uid: 0, has: () => true };

test('nothing is missing on a machine that has everything', () => {
  expect(missingNeeds(complete)).toEqual([]);
});

test('each missing command is named, with one line that installs all of them', () => {
  expect(missingNeeds({ ...complete, has: (command) => !['buildah', 'ip'].includes(command) })).toEqual([
    'There is no buildah on the PATH.',
    'There is no ip on the PATH.',
    'Install what is missing: apt-get install --no-install-recommends buildah iproute2',
  ]);
});

test('a user other than root is told to use sudo', () => {
  expect(missingNeeds({ ...complete, uid: 1000 })).toEqual([expect.stringContaining('sudo')]);
});

test('on other systems, the only advice is that the tests need Linux', () => {
  expect(missingNeeds({ platform: 'darwin', uid: 0, has: () => false })).toEqual([
    expect.stringContaining('Linux'),
  ]);
});

test('looks for commands on the PATH', () => {
  const { has } = thisMachine();
  expect([has('sh'), has('no-such-command')]).toEqual([true, false]);
});
