import { watch } from '../../src/client/watch.js';
import { until } from '../support/until.js';
import { createRecordedLog } from './recorded-log.js';

test('a running handler causes a warning when time runs low, and when Slack stops waiting', async () => {
  const log = createRecordedLog();
  const link = { leaseMs: 60_000, send: () => true, signal: new AbortController().signal };
  const end = watch({
    delivery: { id: '1', lease: 'a', reply_by: new Date(Date.now() + 50) },
    link,
    kind: 'view_submission',
    replied: () => false,
    log,
  });
  await until(() => log.messages('warn').length > 1);
  end();
  expect(log.messages('warn')).toEqual([
    expect.stringMatching(/^Slack waits only \d+ ms more for the reply to this view_submission/),
    expect.stringContaining('Slack has stopped waiting for the reply to this view_submission'),
  ]);
});
