import { filedUnder } from '../../src/slack/index.js';

const ofOrganisation = { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true };

test.each([
  ['an event of a workspace', 'event', { team_id: 'T1', is_enterprise_install: false }, 'T1'],
  [
    'an event of a workspace in an organisation',
    'event',
    { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false },
    'T1',
  ],
  ['an event of an org-wide installation', 'event', ofOrganisation, 'T1'],
  ['an interaction of an org-wide installation', 'block_actions', ofOrganisation, 'E1'],
  [
    'an interaction of an org-wide installation without its id',
    'block_actions',
    { team_id: 'T1', is_enterprise_install: true },
    'T1',
  ],
  ['an event without a workspace', 'event', { enterprise_id: 'E1', is_enterprise_install: false }, 'E1'],
  ['a payload without any id', 'unknown', { is_enterprise_install: false }, undefined],
])('%s is stored under its own workspace or organisation', (_, kind, whose, expected) => {
  expect(filedUnder({ kind, whose })).toBe(expected);
});
