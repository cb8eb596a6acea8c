import { createMemoryStore } from '../../../examples/poll/src/store.js';
import { describeStore } from './store-contract.js';

describeStore(async () => createMemoryStore());
