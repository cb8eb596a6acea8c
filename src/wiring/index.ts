export { createWebAccess } from './web-access.js';
