import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventNames, warningFor } from '../../src/client/event-names.js';
import { Havoc } from '../../src/client/index.js';
import { REPOSITORY } from '../support/repository.js';
import { createRecordedLog } from './recorded-log.js';

const DECLARATIONS = join(REPOSITORY, 'src/gen/havoc/slack/events/v1/declarations.ts');

test('the event names at run time equal the typed names and app_rate_limited', () => {
  const [, table = ''] =
    /export interface SlackEvents \{(.*?)^\}/ms.exec(readFileSync(DECLARATIONS, 'utf8')) ?? [];
  const typed = [...table.matchAll(/^ {4}(\w+): /gm)].map(([, name]) => name);
  expect(typed).toContain('app_mention');
  expect(eventNames().sort()).toEqual([...typed, 'app_rate_limited'].sort());
});

test.each([
  ['app_mentoin', 'app_mention'],
  ['app_mentions', 'app_mention'],
  ['AppMention', 'app_mention'],
  ['reaction_add', 'reaction_added'],
  ['team_joined', 'team_join'],
  ['massage', 'message'],
  ['app_rate_limit', 'app_rate_limited'],
])('the warning for %s suggests %s', (misspelt, meant) => {
  expect(warningFor(misspelt)).toContain(`declares no event ${misspelt}. Did you mean ${meant}`);
});

test('the warning for an entirely different name suggests nothing', () => {
  expect(warningFor('weather_changed')).toBe(
    'This version of @havoc/client declares no event weather_changed. If Slack sends it, the listener runs, but the payload has no type.',
  );
});

test("the warning for havoc's own event names the method for it", () => {
  expect(warningFor('installed')).toBe(
    "Slack sends no event installed. Write on('installed', …) for havoc's own event.",
  );
});

test.each([['message'], ['tokens_revoked'], ['app_rate_limited'], [/^app_mentoin$/]])(
  '%s causes no warning',
  (name) => {
    expect(warningFor(name)).toBeUndefined();
  },
);

test('adding a listener for a misspelt event logs one warning and keeps the listener', () => {
  const log = createRecordedLog();
  const havoc = new Havoc({ address: 'unix:/nowhere.sock', log });
  havoc.event('app_mentoin', async ({ event }) => event.type).event('app_mention', async () => {});
  expect(log.messages('warn')).toEqual([warningFor('app_mentoin')]);
});

test('with strict, an undeclared name is a type error, and a regular expression is not', () => {
  const log = createRecordedLog();
  const havoc = new Havoc({ address: 'unix:/nowhere.sock', log, strict: true });
  // @ts-expect-error: the contract declares no such event
  havoc.event('app_mentoin', async () => {});
  havoc.event('app_mention', async ({ user }) => user.id);
  havoc.event('app_rate_limited', async ({ event, body }) => [event.minute_rate_limited, body.team_id]);
  havoc.event(/^weather_/, async ({ event }) => event.type);
  const anywhere: Havoc = havoc;
  expect(anywhere).toBe(havoc);
});
