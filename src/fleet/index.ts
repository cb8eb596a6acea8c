export { createFleet, type Fleet, type FleetHandles, type FleetOptions, type OtherReplica } from './fleet.js';
export type { Handles, Match } from './handles.js';
export { notifyWithin } from './notify-within.js';
