export type { Context } from './context.js';
export { createResolver, type Resolved, type Resolver, type ResolverOptions } from './resolver.js';
