import { newConnectionUrl } from '../state/tickets.js';
import type { Methods } from './method.js';

/** The methods that require an app-level token. */
export const apps: Methods = {
  'apps.connections.open': ({ workspace }) => ({ url: newConnectionUrl(workspace) }),
};
