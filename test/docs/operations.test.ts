import { parse } from 'yaml';
import { FORCED_SETTINGS } from '../../src/db/session.js';
import { readPage, rowsUnder } from './pages.js';

const PAGE = 'docs/operations.md';
const namesUnder = (head: string) => rowsUnder(PAGE, head).map(([name]) => name);

test('the table of alerts is that of the chart', () => {
  const alerts: { alert: string }[] = parse(readPage('helm/havoc/files/alerts.yaml'));
  expect(namesUnder('alert')).toEqual(alerts.map(({ alert }) => alert));
});

test('what an alert leads to is in the table of what to do', () => {
  const named = [...readPage(PAGE).matchAll(/\[([^\]]+)\]\(#what-to-do-when\)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(namesUnder('what')).toEqual(expect.arrayContaining(named));
});

test('each setting that sessions force is named', () => {
  const [, settings = ''] = /^Settings: (.*)$/m.exec(readPage('docs/database.md')) ?? [];
  const named = [...settings.matchAll(/`([\w…]+)`/g)].map(([, name = '']) => name);
  const forced = FORCED_SETTINGS.map((name) => (name.startsWith('enable_') ? 'enable_…' : name));
  expect(named).toEqual(expect.arrayContaining(forced));
});
