import { readTeamAccess, readTokensRevoked } from '../../src/slack/index.js';

test.each([
  [
    'granted, as Slack sends it',
    { type: 'team_access_granted', team_ids: ['T111', 'T222'], event_ts: '111.222' },
    { change: 'granted', team_ids: ['T111', 'T222'] },
  ],
  [
    'revoked, as Slack sends it',
    { type: 'team_access_revoked', team_ids: ['T111'], event_ts: '1606805732.987656' },
    { change: 'revoked', team_ids: ['T111'] },
  ],
  [
    'granted, as in the sample in docs.slack.dev',
    {
      team_id: null,
      enterprise_id: 'EXXXXX',
      api_app_id: 'AXXXX',
      event: { type: 'team_access_granted', team_ids: ['T1XX3', 'TXX34'] },
    },
    { change: 'granted', team_ids: ['T1XX3', 'TXX34'] },
  ],
  [
    'revoked, as in the sample in docs.slack.dev',
    { team_id: null, enterprise_id: 'EXXXXX', event: { type: 'team_access_revoked', team_ids: ['T1XX3'] } },
    { change: 'revoked', team_ids: ['T1XX3'] },
  ],
  [
    'without usable ids',
    { type: 'team_access_granted', team_ids: [7, null, '', 'not an id', 'T1'] },
    { change: 'granted', team_ids: ['T1'] },
  ],
  ['without a list', { type: 'team_access_revoked', team_ids: 'T1' }, { change: 'revoked', team_ids: [] }],
  ['of another type', { type: 'message', event: { type: 'message' } }, undefined],
  ['of no type', {}, undefined],
  ['that is no object', 'team_access_granted', undefined],
])('reads team access %s', (_title, event, expected) => {
  expect(readTeamAccess(event)).toEqual(expected);
});

test.each([
  [
    'of a user and a bot',
    { type: 'tokens_revoked', tokens: { oauth: ['U111', 'W222'], bot: ['U333'] } },
    { bots: ['U333'], users: ['U111', 'W222'] },
  ],
  ['of a user only', { type: 'tokens_revoked', tokens: { oauth: ['U111'] } }, { bots: [], users: ['U111'] }],
  ['of a bot only', { type: 'tokens_revoked', tokens: { bot: ['W333'] } }, { bots: ['W333'], users: [] }],
  [
    'without usable ids',
    { type: 'tokens_revoked', tokens: { bot: 'U1', oauth: [null, 'U2'] } },
    { bots: [], users: ['U2'] },
  ],
  ['without tokens', { type: 'tokens_revoked', tokens: null }, { bots: [], users: [] }],
  ['of another type', { type: 'app_uninstalled', tokens: { bot: ['U1'] } }, undefined],
  ['that are no object', null, undefined],
])('reads revoked tokens %s', (_title, event, expected) => {
  expect(readTokensRevoked(event)).toEqual(expected);
});
