import { declaredKinds, installationsFor, type Whose, whoseIs } from '../../src/slack/index.js';
import { CASES } from './whose/index.js';

test.each(CASES.map((one) => [one.kind, one.title, one] as const))(
  '%s %s',
  (_kind, _title, { kind, body, whose, keys }) => {
    const found = whoseIs(kind, body);
    expect(found).toEqual(whose);
    expect(installationsFor(found)).toEqual(keys);
  },
);

test('the table has every declared kind in a workspace, in an organisation and in a workspace of an organisation', () => {
  const seen = (kind: string) =>
    CASES.filter((one) => one.kind === kind).map(({ keys }) => keys.map((key) => Object.keys(key)[0]).join());
  const missing = declaredKinds
    .map(([kind]) => kind)
    .flatMap((kind) => {
      const orders = kind === 'app_rate_limited' ? ['enterprise_id'] : ['enterprise_id,team_id'];
      return ['team_id', 'team_id,enterprise_id', ...orders]
        .filter((order) => !seen(kind).includes(order))
        .map((order) => `${kind}: ${order}`);
    });
  expect(missing).toEqual([]);
});

test.each<[Whose, string[]]>([
  [{ is_enterprise_install: true }, []],
  [{ is_enterprise_install: false }, []],
  [{ team_id: 'T1', is_enterprise_install: true }, ['T1']],
  [{ enterprise_id: 'E1', is_enterprise_install: false }, ['E1']],
  [{ team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true }, ['E1', 'T1']],
  [{ team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false }, ['T1', 'E1']],
])('%j is looked for in %j', (whose, ids) => {
  expect(installationsFor(whose).flatMap(Object.values)).toEqual(ids);
});
