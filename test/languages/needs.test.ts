import { csharp } from './csharp.js';
import { java } from './java.js';
import { missingOf, succeeds } from './needs.js';

test('nothing is missing if every probe succeeds', () => {
  expect(missingOf(csharp.needs, () => true)).toEqual([]);
});

test('each missing program is named, with how to install it', () => {
  expect(missingOf(java.needs, ([command]) => command !== 'mvn')).toEqual([
    'There is no mvn: apt-get install maven',
  ]);
});

test.each([
  [['node', '--version'], true],
  [['node', '--no-such-option'], false],
  [['no-such-command'], false],
])('%j succeeds: %j', (command, expected) => {
  expect(succeeds(command)).toBe(expected);
});
