export { createResolver, type Resolved, type Resolver, type ResolverOptions } from './resolver.js';
