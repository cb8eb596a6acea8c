export { type Codec, codec, type Method } from './codec.js';
export { defineShapes, type Shape, type Shapes } from './shape.js';
export { toJson } from './to-json.js';
export { type ToMessageOptions, toMessage } from './to-message.js';
