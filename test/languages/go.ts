import { join } from 'node:path';
import type { Language } from './language.js';
import { execute, linesOfPage, shell } from './tools.js';

/** Runs the commands of docs/languages.md exactly as they are there. */
export const go: Language = {
  name: 'Go',
  needs: [{ what: 'go', probe: ['go', 'version'], install: 'apt-get install golang' }],
  async compile(folder) {
    // Downloads stay in the machine's cache. Installed programs go into the test's folder.
    const environment = {
      GOMODCACHE: await execute(['go', 'env', 'GOMODCACHE']),
      GOPATH: join(folder, 'go'),
    };
    await shell(linesOfPage('go mod init', folder), environment);
    await execute(['go', 'vet', './...'], { cwd: folder, environment });
  },
  app: (folder) => ({ command: [join(folder, 'hello')] }),
};
