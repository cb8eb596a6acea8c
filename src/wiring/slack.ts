import { createEntities } from '../entities/index.js';
import { createLedger } from '../messages/index.js';
import { createObserve } from '../observe/index.js';
import { createFiles, createListAuthorizations, createRespond, createSend } from '../outbound/index.js';
import { createReplies, createReplyLate, type Replies } from '../replies/index.js';
import { createResolver } from '../resolve/index.js';
import { createSlackCall } from '../slack/index.js';
import { createRecordedCall, type TrafficRecorder } from '../traffic/index.js';
import { startInstallations } from './installations.js';
import type { Parts } from './parts.js';
import { watchSlack } from './slack-watch.js';

/** The parts that call Slack and that store what Slack says. */
export type SlackParts = ReturnType<typeof startSlack>;

/** Creates and starts the parts that call Slack, observe its answers, and store the entities in them. */
export function startSlack(parts: Parts, traffic: TrafficRecorder) {
  const { config, database, fleet, log, scope, web } = parts;
  const { fetch } = web;
  const bare = createSlackCall({ apiUrl: config.SLACK_API_URL, fetch });
  const { call, trouble } = watchSlack(createRecordedCall({ call: bare, traffic }));
  const callForTokens = createRecordedCall({ call: bare, traffic, bodies: false });
  const installations = startInstallations(parts, { call, callForTokens });
  const entities = createEntities({ db: database, log });
  scope.onRelease(() => entities.stop());
  const ledger = createLedger({ db: database, log });
  const observe = createObserve({ entities, ledger, log });
  const send = createSend({ ...installations, call, observe, fleet });
  const resolver = createResolver({ entities, installations, send, log });
  const { findToken } = installations;
  const { SLACK_API_URL: apiUrl, HAVOC_FILE_LIMIT_BYTES: limitBytes } = config;
  const respond = createRespond({ apiUrl, record: traffic.record, fetch });
  const files = createFiles({ send, findToken, apiUrl, record: traffic.record, limitBytes, fetch });
  const listAuthorizations = createListAuthorizations({ call, fleet, appToken: config.SLACK_APP_TOKEN });
  return {
    call,
    callForTokens,
    trouble,
    installations,
    listAuthorizations,
    findToken,
    ledger,
    observe,
    send,
    resolver,
    respond,
    files,
    log,
  };
}

/** Starts the room that passes the app's replies to the waiting requests, on any replica. */
export function startReplies(
  { config, database, fleet, log, scope, metrics }: Parts,
  { respond, send }: SlackParts,
): Replies {
  const replyLate = createReplyLate({
    respond,
    send,
    viewFallback: config.HAVOC_FALLBACK_VIEW,
    onLate: metrics.countLate,
    log,
  });
  const replies = createReplies({ pool: database.pool, fleet, replyLate, log });
  scope.onRelease(() => replies.stop());
  return replies;
}
