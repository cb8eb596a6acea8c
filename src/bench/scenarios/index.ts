export type { Column, Scenario, Turn } from './scenario.js';
export { SCENARIOS, USUAL } from './scenarios.js';
export { flood } from './sustained.js';
