// One process of the campaign: a replica that finds tokens when its parent sends a message. Before and after each
// refresh, it asks the campaign whether to kill itself. It runs built files, so that it starts fast.
import { createListener, openDatabase } from '../../../dist/db/index.js';
import { createFleet } from '../../../dist/fleet/index.js';
import { createInstallations } from '../../../dist/installations/index.js';
import { createLogger } from '../../../dist/log/index.js';
import { createSlackCall } from '../../../dist/slack/index.js';
import { createVault, readKeys } from '../../../dist/vault/index.js';

const { databaseUrl, keys, apiUrl, fateUrl, leaseMs, callMs } = JSON.parse(process.argv[2]);
const log = createLogger({ level: 'silent' });
const database = openDatabase({ url: databaseUrl, poolSize: 2 });
const fleet = await createFleet({ database, listener: createListener({ url: databaseUrl, log }), log });
const bare = createSlackCall({ apiUrl });
let now = 0;

/** Kills this process if the campaign asks for it at this point. */
async function meetFate(at) {
  const answer = await fetch(`${fateUrl}?at=${at}&pid=${process.pid}`);
  const { dies } = await answer.json();
  if (dies) process.kill(process.pid, 'SIGKILL');
}

const installations = createInstallations({
  db: database,
  fleet,
  vault: createVault(readKeys(keys)),
  call: bare,
  async callForTokens(request) {
    await meetFate('before');
    const answer = await bare(request);
    await meetFate('after');
    return answer;
  },
  token: undefined,
  credentials: { client_id: '1.1', client_secret: 'secret' },
  refreshBeforeMs: 0,
  log,
  leaseMs,
  callMs,
  pauseMs: 50,
  now: () => new Date(now),
});

process.on('message', ({ id, nowMs }) => {
  now = nowMs;
  installations.findToken({ team_id: 'T1' }).then(
    ({ token }) => process.send({ id, token }),
    (failure) => process.send({ id, error: failure.code ?? String(failure) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
