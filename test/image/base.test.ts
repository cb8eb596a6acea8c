import { readFileSync } from 'node:fs';
import { readBase } from './base.js';

test('the Dockerfile names the parts of a stand-in for its base image', () => {
  expect(readBase()).toEqual({
    name: expect.stringMatching(/^node:\d+-\w+-slim$/),
    node: expect.stringMatching(/^\d+$/),
    suite: expect.stringMatching(/^[a-z]+$/),
  });
});

test('a Dockerfile whose base image names no Node.js version and no Debian suite is refused', () => {
  expect(() => readBase('ARG NODE_IMAGE=node:lts\n')).toThrow('ARG NODE_IMAGE=node:26-trixie-slim');
});

test('the Dockerfile labels its image with the version of this package by default', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`\nARG VERSION=${version}\n`);
});
