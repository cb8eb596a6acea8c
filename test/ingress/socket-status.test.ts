import { describeStatus, isHealthy, type SocketStatus } from '../../src/ingress/index.js';

test.each<[SocketStatus, boolean, string]>([
  [
    { held: 2, up: 2, fleetHeld: 2, fleetUp: 2, problem: undefined },
    true,
    'ok: 2 of 2 connections here are up, 2 of 2 in the fleet',
  ],
  [
    { held: 2, up: 1, fleetHeld: 2, fleetUp: 1, problem: 'Slack is away' },
    false,
    '1 of 2 connections here are up, 1 of 2 in the fleet: Slack is away',
  ],
  [
    { held: 1, up: 0, fleetHeld: 2, fleetUp: 1, problem: undefined },
    false,
    '0 of 1 connections here are up, 1 of 2 in the fleet',
  ],
  [
    { held: 0, up: 0, fleetHeld: 2, fleetUp: 1, problem: undefined },
    true,
    'ok: 0 of 0 connections here are up, 1 of 2 in the fleet',
  ],
  [
    { held: 0, up: 0, fleetHeld: 0, fleetUp: 0, problem: 'not connected yet' },
    false,
    '0 of 0 connections here are up, 0 of 0 in the fleet: not connected yet',
  ],
])('%j: isHealthy() returns %s', (status, healthy, text) => {
  expect(isHealthy(status)).toBe(healthy);
  expect(describeStatus(status)).toBe(text);
});
