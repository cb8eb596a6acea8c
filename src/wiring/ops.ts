import { setTimeout as wait } from 'node:timers/promises';
import { type Database, findReadOnly } from '../db/index.js';
import type { DeliveryRoom } from '../delivery/index.js';
import { describeStatus, isHealthy, type SocketIngress } from '../ingress/index.js';
import type { Installations } from '../installations/index.js';
import { createOps } from '../ops/index.js';
import { listen } from './listen.js';
import type { Parts } from './parts.js';
import type { SlackParts } from './slack.js';
import type { WriteWatch } from './write-watch.js';

/** How long a probe waits for the database. Kubernetes waits one second for a probe. */
const PROBE_MS = 500;

/**
 * Starts the server for probes and metrics. It starts after the database and before any door opens, and stops after
 * everything in flight is settled.
 */
export async function startOps(
  parts: Parts,
  { installations, trouble }: Pick<SlackParts, 'installations' | 'trouble'>,
) {
  const { config, metrics, scope, fleet } = parts;
  const isStrict = config.HAVOC_READINESS_STRICT === 'true';
  let isStarted = false;
  let isReady = false;
  let socket: SocketIngress | undefined;
  let delivery: Pick<DeliveryRoom, 'counts' | 'trouble'> | undefined;
  metrics.watchDatabase(async () => (await stateOf(parts)) === 'ok');
  const ops = createOps({
    metrics,
    isStarted: () => isStarted,
    async health() {
      const state = await stateOf(parts);
      const status = socket?.status();
      const isWhole = state === 'ok' && (status === undefined || isHealthy(status));
      return {
        ready: isReady && (isWhole || !isStrict),
        database: state,
        apps: String(delivery?.counts().apps ?? 0),
        replicas: String(fleet.others().length + 1),
        slack: trouble() ?? (await slackState(installations)),
        delivery: delivery?.trouble() ?? 'ok',
        ...(status && { socket: describeStatus(status) }),
      };
    },
  });
  const url = await listen(ops, scope, {
    name: 'OPS',
    host: config.HAVOC_OPS_HOST,
    port: config.HAVOC_OPS_PORT,
  });
  return {
    url,
    setReady(ready: boolean) {
      isReady = ready;
      isStarted ||= ready;
    },
    watchSocket(watched: SocketIngress) {
      socket = watched;
      metrics.watchSockets(watched.status);
    },
    watchDelivery(watched: Pick<DeliveryRoom, 'counts' | 'trouble'>) {
      delivery = watched;
    },
  };
}

/** Returns whether Slack accepts the tokens. Limits the wait, like that for the state of the database. */
async function slackState(installations: Installations): Promise<string> {
  const summary = installations.summarize().catch(() => undefined);
  const { refused = 0, refusals = [] } =
    (await Promise.race([summary, wait(PROBE_MS, undefined, { ref: false })])) ?? {};
  const [first] = refusals;
  if (first === undefined)
    return installations.isConfirmed() ? 'ok' : 'the token is not confirmed by auth.test';
  const shown = refusals.map(({ tenant, error }) => `${tenant}: ${error}`).join(', ');
  const more = refused > refusals.length ? ', …' : '';
  return refused === 1 ? `a token is refused (${shown})` : `${refused} tokens are refused (${shown}${more})`;
}

/** Returns the state of the database. Limits the wait, since a probe must not wait for a slow database. */
function stateOf({ database, writes }: { database: Database; writes: WriteWatch }): Promise<string> {
  const asked = findReadOnly(database.pool).then(
    (readOnly) => readOnly ?? writes.refusal() ?? 'ok',
    () => 'unreachable',
  );
  return Promise.race([asked, wait(PROBE_MS, 'slow to answer', { ref: false })]);
}
