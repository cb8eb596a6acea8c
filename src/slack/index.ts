export { type About, aboutWhom } from './about-whom.js';
export { isForm, parseObject } from './body.js';
export type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
export { isPassing, kindOfSlackError, refusesToken, remedyFor } from './errors.js';
export { idsOfEvent } from './event-places.js';
export { EVENT_SCOPES } from './event-scopes.js';
export { eventTimeOf } from './event-time.js';
export { filedUnder } from './filed-under.js';
export { type Incoming, parseSlackBody, type SlackBody } from './incoming.js';
export { type InstallationKey, installationsFor } from './installations-for.js';
export {
  declaredKinds,
  findProperty,
  INSTALLATION_EVENT,
  isDeclaredKind,
  type KindRow,
  type PayloadKind,
  type Property,
  rowOf,
  subjectsOf,
} from './kinds/index.js';
export { checkMethodName } from './method-name.js';
export { findNextCursor } from './next-cursor.js';
export { orderKeyOf } from './order-key.js';
export { SLACK_WAITS_MS } from './patience.js';
export { rateLimited } from './rate-limited.js';
export { readTeamAccess, type TeamAccess } from './read-team-access.js';
export { readTokensRevoked, type TokensRevoked } from './read-tokens-revoked.js';
export { realId } from './real-id.js';
export { SlackRefusal } from './refusal.js';
export {
  checkSignatureHeaders,
  type Proof,
  type SignInput,
  sign,
  signatureMissing,
  type VerifyInput,
  verify,
} from './signature.js';
export { readSocketMessage, type SocketEnvelope, type SocketMessage } from './socket-message.js';
export { isSslCheckText } from './ssl-check.js';
export { inputBlockIds, isModal, viewAsFilledIn, viewWithErrors, waitingView } from './view.js';
export { walkCursor } from './walk-cursor.js';
export { createSlackCall, type SlackCallOptions } from './web-call.js';
export { type Whose, whoseIs } from './whose.js';
export { writeBody } from './write-body.js';
