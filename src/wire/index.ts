export { type Codec, type Coder, codec, coder, encodeAhead, type Method } from './codec.js';
export { splitDescriptorSet } from './descriptor-set.js';
export type { EncodeOptions } from './encode.js';
export type { Json } from './json.js';
export { defineShapes, type Shape, type Shapes } from './shape.js';
export type { OnDropped } from './walk.js';
