import { parse } from 'yaml';
import { FORCED_SETTINGS } from '../../src/db/session.js';
import { readPage, rowsUnder } from './pages.js';

const PAGE = 'docs/operations.md';
const namesUnder = (head: string) => rowsUnder(PAGE, head).map(([name]) => name);

test('the table of alerts has the alerts of the chart', () => {
  const alerts: { alert: string }[] = parse(readPage('helm/havoc/files/alerts.yaml'));
  expect(namesUnder('alert')).toEqual(alerts.map(({ alert }) => alert));
});

test('each case that an alert links to has a heading', () => {
  const cases = rowsUnder(PAGE, 'alert').map(([, , toDo = '']) => toDo);
  const linked = [...cases.join('\n').matchAll(/\]\(#([\w-]+)\)/g)].map(([, id]) => id);
  const headings = [...readPage(PAGE).matchAll(/^### (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(linked.length).toBeGreaterThan(5);
  expect(headings).toEqual(expect.arrayContaining(linked));
});

test('the page about the database names each setting that sessions force', () => {
  const [, settings = ''] = /^Settings: (.*)$/m.exec(readPage('docs/database.md')) ?? [];
  const named = [...settings.matchAll(/`([\w…]+)`/g)].map(([, name = '']) => name);
  const forced = FORCED_SETTINGS.map((name) => (name.startsWith('enable_') ? 'enable_…' : name));
  expect(named).toEqual(expect.arrayContaining(forced));
});
