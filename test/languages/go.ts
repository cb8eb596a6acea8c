import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from './language.js';
import { execute, fromReadme, shell } from './tools.js';

/** As the README says, word by word. */
export const go: Language = {
  name: 'Go',
  needs: [{ what: 'go', probe: ['go', 'version'], install: 'apt-get install golang' }],
  async compile(folder) {
    // What is downloaded is kept; what is installed is this test's own.
    const environment = {
      GOMODCACHE: await execute(['go', 'env', 'GOMODCACHE']),
      GOPATH: join(folder, 'go'),
    };
    await writeFile(join(folder, 'buf.gen.yaml'), fromReadme('yaml', 'protoc-gen-go-grpc', folder));
    await writeFile(join(folder, 'main.go'), fromReadme('go', 'package main', folder));
    await shell(fromReadme('sh', 'protoc-gen-go@', folder), environment);
    await shell(fromReadme('sh', 'go mod init', folder), environment);
    await execute(['go', 'vet', './...'], { cwd: folder, environment });
  },
  app: (folder) => ({ command: [join(folder, 'hello')] }),
};
