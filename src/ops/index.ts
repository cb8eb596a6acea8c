export { createOps, type Health, type OpsOptions } from './listener.js';
export { createMetrics, type Metrics } from './metrics.js';
