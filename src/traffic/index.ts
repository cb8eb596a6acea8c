export {
  isRefused,
  matchesFilter,
  type TrafficEntry,
  type TrafficFilter,
  type TrafficRecord,
} from './entry.js';
export { forgetTraffic } from './forget.js';
export { ensureTrafficPartitions } from './partitions.js';
export { createRecordedCall, type RecordedCall, type RecordedCallOptions } from './recorded-call.js';
export { createTrafficRecorder, type TrafficRecorder, type TrafficRecorderOptions } from './recorder.js';
export { redactBody, redactText } from './redact.js';
export { type FindPayload, findTraffic, type ListTraffic, listTraffic } from './store.js';
