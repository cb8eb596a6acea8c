export type { Json } from '../base/index.js';
export { type Codec, type Coder, checked, codec, coder, encodeAhead, type Method } from './codec.js';
export { splitDescriptorSet } from './descriptor-set.js';
export { defineShapes, type Shape, type Shapes } from './shape.js';
export { decodeStatusDetails, type StatusDetails } from './status-details.js';
