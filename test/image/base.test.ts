import { readFileSync } from 'node:fs';
import { readBase } from './base.js';

test('the Dockerfile says what a stand-in is made of, where its base cannot be had', () => {
  expect(readBase()).toEqual({
    name: expect.stringMatching(/^node:\d+-\w+-slim$/),
    node: expect.stringMatching(/^\d+$/),
    suite: expect.stringMatching(/^[a-z]+$/),
  });
});

test('a Dockerfile whose base says neither is refused', () => {
  expect(() => readBase('ARG NODE_IMAGE=node:lts\n')).toThrow('ARG NODE_IMAGE=node:26-trixie-slim');
});

test('the Dockerfile labels its image with the version of this package where it is told none', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`\nARG VERSION=${version}\n`);
});
