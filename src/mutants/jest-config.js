// The project's own jest configuration, but with a transform that changes sources, and without a set-up: the
// database server outlives each run.
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
