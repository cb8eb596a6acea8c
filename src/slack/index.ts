export { isForm, parseObject } from './body.js';
export type { SlackAnswer, SlackCall, SlackRequest } from './call.js';
export { isPassing, kindOfSlackError, refusesToken, remedyFor } from './errors.js';
export { idsOfEvent } from './event-places.js';
export { eventTimeOf } from './event-time.js';
export { type Incoming, parseSlackBody, type SlackBody } from './incoming.js';
export {
  declaredKinds,
  findProperty,
  isDeclaredKind,
  type KindRow,
  type PayloadKind,
  type Property,
  rowOf,
  subjectsOf,
} from './kinds/index.js';
export { checkMethodName } from './method-name.js';
export { orderKeyOf } from './order-key.js';
export { SLACK_WAITS_MS } from './patience.js';
export { rateLimited } from './rate-limited.js';
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
export { createSlackCall, type SlackCallOptions } from './web-call.js';
export { type About, aboutWhom, type Whose, whoseIs } from './whose.js';
export { writeBody } from './write-body.js';
