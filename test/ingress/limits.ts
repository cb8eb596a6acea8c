/** Limits of the public listener that no test reaches unless it sets its own. */
export const LIMITS = {
  silentMs: 30_000,
  keepAliveMs: 60_000,
  mostConnections: 1_000,
  mostUnprovedBytes: 32 * 1024 * 1024,
};
