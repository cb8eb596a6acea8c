export { type AppProcess, type AppProcessOptions, startApp } from './app-process.js';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
