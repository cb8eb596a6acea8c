export { type Address, DEFAULT_ADDRESS, formatAddress, isPrivate, parseAddress } from './address.js';
export { type BackoffOptions, backoffMs } from './backoff.js';
export { type Batcher, type BatcherOptions, createBatcher } from './batcher.js';
export { type ErrorKind, HavocError, type HavocErrorDetails, statusOf, toHavocError } from './errors.js';
export { createGather, type Gather, type GatherOptions } from './gather.js';
export { GRPC_OPTIONS, KEEPALIVE_MS, MOST_MESSAGE_BYTES } from './grpc-options.js';
export { jsonText } from './json-text.js';
export { type RepeatOptions, startRepeating } from './repeat.js';
export { createScope, type Release, type Scope, withScope } from './scope.js';
