export { createObserve, type Observe, type ObserveOptions } from './observe.js';
