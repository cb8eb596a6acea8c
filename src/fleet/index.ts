export { createFleet, type Fleet, type FleetHandles, type FleetOptions, type OtherReplica } from './fleet.js';
export type { Handles, Match } from './handles.js';
export { type AwaitedEnvelope, createReplies, type LateEnvelope, type Replies } from './replies.js';
export type { Expectation, Reply } from './waiting.js';
