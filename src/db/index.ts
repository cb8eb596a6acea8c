export { isDataFault } from './data-fault.js';
export { type Database, type DatabaseOptions, openDatabase, type Tx } from './database.js';
export { type MigrateOptions, migrate } from './migrate.js';
export { findPendingMigrations } from './pending.js';
