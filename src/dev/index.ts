export { type AppProcess, type AppProcessOptions, startApp } from './app-process.js';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
export { findFreePorts } from './free-ports.js';
export {
  type Exit,
  startWatchedProcess,
  type WatchedProcess,
  type WatchedProcessOptions,
} from './watched-process.js';
