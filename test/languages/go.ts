import { join } from 'node:path';
import type { Language } from './language.js';
import { execute, linesOfPage, shell } from './tools.js';

/** As docs/languages.md says, word by word. */
export const go: Language = {
  name: 'Go',
  needs: [{ what: 'go', probe: ['go', 'version'], install: 'apt-get install golang' }],
  async compile(folder) {
    // What is downloaded is kept; what is installed is this test's own.
    const environment = {
      GOMODCACHE: await execute(['go', 'env', 'GOMODCACHE']),
      GOPATH: join(folder, 'go'),
    };
    await shell(linesOfPage('go mod init', folder), environment);
    await execute(['go', 'vet', './...'], { cwd: folder, environment });
  },
  app: (folder) => ({ command: [join(folder, 'hello')] }),
};
