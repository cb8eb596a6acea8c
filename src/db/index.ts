export { isDataFault } from './data-fault.js';
export { type Database, type DatabaseOptions, openDatabase, type Tx } from './database.js';
export { createListener, type Listener, type ListenerOptions } from './listen.js';
export { type MigrateOptions, migrate } from './migrate.js';
export { dropPartitions, ensurePartitions, type PartitionedTable } from './partitions.js';
export { findPendingMigrations } from './pending.js';
