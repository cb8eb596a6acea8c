export type { Arrive } from './arrive.js';
export type { Delivery, Draft, FindContext, Learn, LeasedEnvelope } from './attempt.js';
export type { Carrier } from './connections.js';
export { createFindContext, createLearn } from './context.js';
export { createDelivery, type DeliveryOptions, type DeliveryRoom } from './delivery.js';
export type { DeliveryMeter } from './meter.js';
export type { Subscribe } from './subscriber.js';
export type { Subscription } from './subscription.js';
