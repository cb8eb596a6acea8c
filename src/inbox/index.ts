export { createInbox, type InboxOptions } from './create-inbox.js';
export {
  createDeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetters,
} from './dead-letters.js';
export { dedupeIdOf } from './dedupe-id.js';
export type {
  AttemptRef,
  ClaimedEnvelope,
  ClaimedHead,
  Committed,
  DeadReason,
  LeaseRef,
  NewEnvelope,
  Outcome,
} from './envelope.js';
export { forgetEnvelopes, hasUnsettled } from './forget.js';
export type {
  Burial,
  ClaimBehindOptions,
  ClaimOptions,
  Deceased,
  Ended,
  Inbox,
  Postponement,
  Selection,
  Settlement,
} from './inbox.js';
export { dropPartitions, ensurePartitions } from './partitions.js';
export { findPayload } from './payload.js';
