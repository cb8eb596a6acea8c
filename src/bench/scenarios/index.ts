export type { Column, LoadScenario, Scenario, SubjectScenario } from './scenario.js';
export { SCENARIOS, USUAL } from './scenarios.js';
export { flood } from './sustained.js';
