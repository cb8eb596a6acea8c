import { parseCsv } from '../../src/installations/formats/csv.js';
import { mergeGrants } from '../../src/installations/formats/merge-grants.js';
import { parseTime } from '../../src/installations/formats/parse-time.js';
import type { Grant } from '../../src/installations/installation.js';
import fc from '../support/fast-check.js';

const HOUR_MS = 3_600_000;

test.each([
  [1_700_000_000, '2023-11-14T22:13:20.000Z'],
  [1_700_000_000.5, '2023-11-14T22:13:20.500Z'],
  [1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
  ['1700000000', '2023-11-14T22:13:20.000Z'],
  ['1700000000.25', '2023-11-14T22:13:20.250Z'],
  ['2024-01-01', '2024-01-01T00:00:00.000Z'],
  ['2024-01-01 10:00', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01 10:00:00', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01 10:00:00.123456', '2024-01-01T10:00:00.123Z'],
  ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01 10:00:00 UTC', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01 10:00:00+00', '2024-01-01T10:00:00.000Z'],
  ['2024-01-01T10:00:00.5+02:30', '2024-01-01T07:30:00.500Z'],
  ['2024-01-01 10:00:00-0730', '2024-01-01T17:30:00.000Z'],
  ['2024-02-30 10:00:00', undefined],
  ['2024-01-01 25:00:00', undefined],
  ['01/02/2024', undefined],
  ['infinity', undefined],
  ['tomorrow', undefined],
  [-1, undefined],
  [Number.POSITIVE_INFINITY, undefined],
])('reads the time %s as %s', (value, expected) => {
  expect(parseTime(value)?.toISOString()).toBe(expected);
});

test('reads a CSV of any values, whatever ends its lines', () => {
  const value = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'é') });
  const table = fc.array(fc.array(value, { minLength: 2, maxLength: 3 }));
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, lineBreak, isEnded) => {
      const quoted = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','));
      const text = quoted.join(lineBreak) + (isEnded && rows.length > 0 ? lineBreak : '');
      expect([...parseCsv(text)].map(({ values }) => values)).toEqual(rows);
    }),
  );
});

test('reads values without quotes, and the texts for NULL', () => {
  const text = 'a,b c,,NULL\n\\N,"","NULL",é\n\n1,2,3,\n';
  expect([...parseCsv(text)]).toEqual([
    { line: 1, values: ['a', 'b c', undefined, undefined] },
    { line: 2, values: [undefined, '', 'NULL', 'é'] },
    { line: 4, values: ['1', '2', '3', undefined] },
  ]);
});

test('counts the lines within quotes', () => {
  expect([...parseCsv('a,"b\r\nc\nd"\r\n1,2')].map(({ line }) => line)).toEqual([1, 4]);
});

function grant(hour: number, more: Partial<Grant>): Grant {
  const granted_at = new Date(hour * HOUR_MS);
  return { team_id: 'T1', is_enterprise_install: false, granted_at, source: 'import', users: [], ...more };
}
const bot = (access_token: string, expiresAtHour?: number) => ({
  access_token,
  scopes: [],
  ...(expiresAtHour !== undefined && { expires_at: new Date(expiresAtHour * HOUR_MS) }),
});

test.each([
  ['the later grant', [grant(2, { bot: bot('new') }), grant(1, { bot: bot('old') })]],
  ['the last one of the same time', [grant(1, { bot: bot('old') }), grant(1, { bot: bot('new') })]],
  ['the refreshed one', [grant(1, { bot: bot('new', 25) }), grant(1, { bot: bot('old', 13) })]],
  [
    'the one refreshed after a later grant',
    [grant(1, { bot: bot('new', 25) }), grant(2, { bot: bot('old', 14) })],
  ],
  ['the only one', [grant(1, { bot: bot('new') }), grant(2, {})]],
])('of two tokens, %s counts', (_, grants) => {
  expect(mergeGrants(grants)).toMatchObject([{ bot: { access_token: 'new' } }]);
});

test('somebody who grants user scopes alone does not become the installer', () => {
  const user = { user_id: 'U2', access_token: 'xoxp-2', scopes: [] };
  const [merged] = mergeGrants([
    grant(2, { installed_by: 'U2', users: [user], team_name: 'New name' }),
    grant(1, { installed_by: 'U1', bot: bot('xoxb'), team_name: 'Old name', context: '"kept"' }),
  ]);
  expect(merged).toMatchObject({
    installed_by: 'U1',
    team_name: 'New name',
    context: '"kept"',
    bot: { access_token: 'xoxb' },
    users: [user],
    granted_at: new Date(2 * HOUR_MS),
  });
});

test('keeps workspaces of one organisation and its org-wide installation apart', () => {
  const enterprise_id = 'E1';
  const grants = [
    grant(1, { enterprise_id }),
    grant(1, { enterprise_id, team_id: 'T2' }),
    grant(1, { enterprise_id, team_id: undefined, is_enterprise_install: true }),
  ];
  expect(mergeGrants(grants)).toHaveLength(3);
});
