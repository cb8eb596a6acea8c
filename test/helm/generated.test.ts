import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CHART, runHelm } from './chart.js';
import { generateReadme, generateSchema } from './generated.js';
import { NOT_SETTINGS } from './settings-schema.js';
import { readValues } from './values-table.js';

interface Schema {
  properties?: Record<string, Schema>;
}

const schema = JSON.parse(readFileSync(resolve(CHART, 'values.schema.json'), 'utf8'));
const values = readValues(readFileSync(resolve(CHART, 'values.yaml'), 'utf8'));

// If one of these two fails, run npm run generate:chart.
test.each([
  ['values.schema.json', generateSchema],
  ['README.md', generateReadme],
])('%s is up to date', (_, generate) => {
  const { path, text } = generate();
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('the schema accepts the secrets that havoc reads', () => {
  const ofSecret = Object.keys(NOT_SETTINGS).filter((name) => NOT_SETTINGS[name] === 'Secret');
  const { secretKeys } = schema.properties.havoc.properties;
  for (const { properties } of [secretKeys, schema.properties.secret.properties.values])
    expect(Object.keys(properties)).toEqual(ofSecret);
});

test('each value has a comment', () => {
  expect(values.filter(({ meaning }) => !/^.{5,}\.$/.test(meaning))).toEqual([]);
});

test('the schema has exactly the values of values.yaml', () => {
  const namesOf = (properties: Record<string, Schema>, isTop: boolean): string[] =>
    Object.entries(properties).flatMap(([name, { properties: inner }]) =>
      isTop && inner && !values.some((value) => value.name === name)
        ? namesOf(inner, false).map((below) => `${name}.${below}`)
        : name,
    );
  // Values that helm or a parent chart passes have no default.
  const { global: _global, enabled: _enabled, ...own } = schema.properties;
  const known = namesOf(own, true);
  const firstTwo = values.map(({ name }) => name.split('.').slice(0, 2).join('.'));
  expect(known.sort()).toEqual([...new Set(firstTwo)].sort());
});

test('the chart accepts the commands of its README', () => {
  const readme = readFileSync(resolve(CHART, 'README.md'), 'utf8');
  const commands = [...readme.matchAll(/^helm install (.*)$/gm)].map(([, rest = '']) => rest.split(' '));
  expect(commands).toHaveLength(2);
  for (const words of commands) {
    const { status, stderr } = runHelm(['template', ...words, '--kube-version', '1.30']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});

test('the chart’s README names exactly the templates that other charts can use', () => {
  const readme = readFileSync(resolve(CHART, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('| template |'), readme.indexOf('## How a pod'));
  const named = [...table.matchAll(/`(havoc\.\w+)`/g)].map(([, name]) => name);
  const templates = readdirSync(resolve(CHART, 'templates'), { recursive: true, encoding: 'utf8' });
  const sources = templates.filter((name) => name.endsWith('.tpl'));
  const defined = sources.flatMap((name) => {
    const source = readFileSync(resolve(CHART, 'templates', name), 'utf8');
    return [...source.matchAll(/define "(havoc\.\w+)"/g)].map(([, name]) => name);
  });
  expect(named.sort()).toEqual(defined.sort());
});
