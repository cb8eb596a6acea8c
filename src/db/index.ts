export { isDataFault } from './data-fault.js';
export { type Database, type DatabaseOptions, openDatabase, type Tx } from './database.js';
export { isLocked } from './is-locked.js';
export { createListener, type Listener, type ListenerOptions } from './listen.js';
export { type Migrated, type MigrateOptions, migrate } from './migrate.js';
export { type OnceThereOptions, onceThere } from './once-there.js';
export { dropPartitions, ensurePartitions, type PartitionedTable } from './partitions.js';
export { inspectTables } from './pending.js';
export { findReadOnly, writeRefusalOf } from './write-refusal.js';
