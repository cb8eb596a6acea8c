import { newConnectionUrl } from '../state/tickets.js';
import type { Methods } from './method.js';

/** What is called with the app's own token, and only with that. */
export const apps: Methods = {
  'apps.connections.open': ({ workspace }) => ({ url: newConnectionUrl(workspace) }),
};
