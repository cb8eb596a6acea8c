import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'yaml';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import { runHelm } from '../helm/chart.js';
import { findSnippet, snippetsOf } from '../support/snippets.js';
import { pathOf, readPage, rowsUnder } from './pages.js';

test('the table of scripts has the scripts of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8'));
  const named = rowsUnder('CONTRIBUTING.md', 'script').map(([name = '']) =>
    name.replace(/^npm (?:run )?/, ''),
  );
  expect(named.sort()).toEqual(Object.keys(scripts).sort());
});

test('the table of rooms has the order that the check enforces', () => {
  const { forbidden } = createRequire(import.meta.url)(pathOf('.dependency-cruiser.cjs'));
  const names = forbidden.map(({ name }: { name: string }) => name);
  const order = names.flatMap((name: string) => (name.startsWith('order-') ? name.slice(6) : []));
  expect(rowsUnder('docs/architecture.md', 'room').map(([name]) => name)).toEqual(order);
});

test('the manifest has paths that havoc serves, and the events and commands that the poll app handles', () => {
  const { features, settings } = parse(
    findSnippet(pathOf('docs/real-workspace.md'), 'yaml', 'display_information:'),
  );
  const urls = [
    features.slash_commands[0].url,
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
  ];
  const served = readFileSync(pathOf('src/ingress/http/exchanges.ts'), 'utf8');
  for (const url of urls) {
    expect(url).toMatch(/^https:\/\/YOUR-HOST\//);
    expect(served).toContain(`'${new URL(url).pathname}'`);
  }
  const app = readFileSync(pathOf('examples/poll/src/app.ts'), 'utf8');
  const listened = (method: string) =>
    [...app.matchAll(new RegExp(`havoc\\.${method}\\('([^']+)'`, 'g'))].map((match) => match[1]);
  expect(settings.event_subscriptions.bot_events).toEqual(listened('event'));
  expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(
    listened('command'),
  );
});

test('the chart accepts the documented helm install', () => {
  const commands = snippetsOf(pathOf('docs/deploy.md'), 'sh').map(({ text }) =>
    text.replaceAll(/ \\\n\s*/g, ' '),
  );
  const install = commands.join('\n').match(/^helm install (.*)$/m)?.[1] ?? '';
  const words = [...install.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { stdout, stderr } = runHelm(['template', ...words, '--kube-version', '1.29']);
  expect(stderr).toBe('');
  for (const given of words.flatMap((word) =>
    word.includes('=') ? word.slice(word.indexOf('=') + 1) : [],
  )) {
    expect(stdout).toContain(given.replace('true', 'Ingress'));
  }
});

test('the figures about the contract are correct', () => {
  const {
    methods: count,
    messages,
    fields,
    untyped,
  } = JSON.parse(readFileSync(pathOf('dist/contract.json'), 'utf8'));
  const twins = [...methods.values()].filter(({ pagesPath }) => pagesPath !== undefined).length;
  const families = new Set([...methods.keys()].map((name) => name.split('.')[0])).size;
  const english = (number: number) => number.toLocaleString('en');
  const share = ((untyped.length / fields) * 100).toFixed(1);
  const rows = new Map(
    rowsUnder('docs/contract.md', 'the contract').map(([name = '', figure = '']) => [name, figure]),
  );
  expect(rows.get('methods, families, twins for pages')).toBe(`${count}, ${families}, ${twins}`);
  expect(rows.get("messages and fields of Slack's")).toBe(
    `${english(messages)} and ${english(fields)}, of which ${untyped.length} fields (${share}%) are untyped JSON`,
  );
  const calling = readPage('docs/calling-slack.md');
  expect(calling).toContain(`all ${count} in ${families} families`);
  expect(calling).toContain(`The ${twins} methods with a cursor`);
});
