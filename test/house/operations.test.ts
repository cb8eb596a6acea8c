import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { FORCED_SETTINGS } from '../../src/db/session.js';
import { REPOSITORY } from '../support/repository.js';

const read = (name: string) => readFileSync(resolve(REPOSITORY, name), 'utf8');

/** The names in the first cells of the README's table with this head. */
function namesUnder(head: string): string[] {
  const table = read('README.md').split(`\n| ${head} |`)[1]?.split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| `?([^`|]*?)`? \|/gm)].map(([, name = '']) => name);
}

test('the table of alerts is that of the chart', () => {
  const alerts: { alert: string }[] = parse(read('helm/havoc/files/alerts.yaml'));
  expect(namesUnder('alert')).toEqual(alerts.map(({ alert }) => alert));
});

test('whoever an alert sends to what to do finds it there', () => {
  const named = [...read('README.md').matchAll(/\[([^\]]+)\]\(#what-to-do-when\)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(namesUnder('what')).toEqual(expect.arrayContaining(named));
});

test('each setting that sessions force is named', () => {
  const [, settings = ''] = /^- \*\*Settings\.\*\* (.*)$/m.exec(read('README.md')) ?? [];
  const named = [...settings.matchAll(/`([\w…]+)`/g)].map(([, name = '']) => name);
  const forced = FORCED_SETTINGS.map((name) => (name.startsWith('enable_') ? 'enable_…' : name));
  expect(named).toEqual(expect.arrayContaining(forced));
});
