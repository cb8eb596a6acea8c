// The project's jest configuration, with a transform that changes sources, and without the global set-up, because one
// database server serves all runs.
import { fileURLToPath } from 'node:url';
import config from '../../jest.config.js';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const rootDir = pathOf('../..');

const changing = ({ globalSetup: _, globalTeardown: __, transform, ...project }) => ({
  ...project,
  rootDir,
  testEnvironment: pathOf('./environment.js'),
  transform: Object.fromEntries(
    Object.entries(transform).map(([pattern, [, options]]) => [pattern, [pathOf('./transform.js'), options]]),
  ),
});

export default {
  ...config,
  rootDir,
  projects: config.projects.map(changing),
  testSequencer: pathOf('./sequencer.js'),
};
