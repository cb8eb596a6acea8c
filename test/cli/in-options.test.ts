import { HavocError } from '../../src/base/index.js';
import { inOptions } from '../../src/cli/call/in-options.js';

const refusal = (fields: HavocError['fields']) =>
  new HavocError({ kind: 'not_found', code: 'cli.call_failed', message: 'Leave out havoc-team.', fields });

test.each([
  ['T1', '--team'],
  ['E1', '--enterprise'],
])('the error about a missing installation in %s names the option %s', (asked, option) => {
  const fields = { domain: 'havoc', reason: 'installations.not_found', asked, installed: 'T9' };
  const told = inOptions(refusal(fields), { team: 'T1' });
  expect(told).toMatchObject({
    kind: 'not_found',
    message: `The app is not installed in ${asked}. The configured token belongs to T9. Leave out ${option}, or configure the token of ${asked}.`,
  });
});

test.each([
  ['from Slack', refusal({ domain: 'slack.com', reason: 'installations.not_found' })],
  ['for another reason', refusal({ domain: 'havoc', reason: 'toString' })],
  ['without a reason', refusal({})],
  ['that did not come from the sidecar', new Error('havoc-team')],
])('an error %s is returned unchanged', (_whose, error) => {
  expect(inOptions(error, {})).toBe(error);
});
