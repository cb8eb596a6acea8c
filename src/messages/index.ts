export { type Content, contentOf } from './content.js';
export { forgetMessages } from './forget.js';
export {
  createLedger,
  type Keyed,
  type Ledger,
  type LedgerCall,
  type LedgerOptions,
  type LedgerRefusal,
} from './ledger.js';
export type { LedgerChange, LedgerRecord } from './ledger-record.js';
