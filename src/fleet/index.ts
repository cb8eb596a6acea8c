export type { Fleet, FleetHandles, OtherReplica } from './fleet.js';
export type { AwaitedEnvelope, Expectation, Replies, Reply } from './replies.js';
