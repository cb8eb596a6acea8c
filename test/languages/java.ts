import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';
import type { Language } from './language.js';
import { execute } from './tools.js';

export const java: Language = {
  name: 'Java',
  needs: [
    { what: 'a JDK', probe: ['javac', '-version'], install: 'apt-get install default-jdk-headless' },
    { what: 'mvn', probe: ['mvn', '--version'], install: 'apt-get install maven' },
  ],
  async compile(folder) {
    await cp(join(REPOSITORY, 'examples/java'), folder, { recursive: true });
    const proto = join(REPOSITORY, 'proto');
    await execute(['mvn', '--batch-mode', '--quiet', `-Dhavoc.proto=${proto}`, 'package'], { cwd: folder });
  },
  app: (folder) => ({
    command: [
      'java',
      '-cp',
      `${join(folder, 'target/hello-1.jar')}:${join(folder, 'target/lib/*')}`,
      'hello.Hello',
    ],
  }),
};
