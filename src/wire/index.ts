export { type Codec, type Coder, checked, codec, coder, encodeAhead, type Method } from './codec.js';
export { splitDescriptorSet } from './descriptor-set.js';
export type { Json } from './json.js';
export { defineShapes, type Shape, type Shapes } from './shape.js';
export { decodeStatusDetails, type StatusDetails } from './status-details.js';
