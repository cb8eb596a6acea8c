import { join } from 'node:path';
import type { Language } from './language.js';
import { createVenv, environmentIn, pythonNeeds } from './python-venv.js';
import { execute, linesOfPage, shell } from './tools.js';

/** Runs the commands of docs/languages.md exactly as they are there. */
export const python: Language = {
  name: 'Python',
  needs: pythonNeeds,
  async compile(folder) {
    const environment = environmentIn(folder);
    await createVenv(folder);
    await shell(linesOfPage('grpc_tools.protoc', folder), environment);
    await execute(['python', '-m', 'compileall', '-q', folder], { environment });
    const modules = `import pathlib, importlib
for file in sorted(pathlib.Path('gen').rglob('*.py')):
    importlib.import_module('.'.join(file.relative_to('gen').with_suffix('').parts))`;
    await execute(['python', '-c', modules], {
      cwd: folder,
      environment: { ...environment, PYTHONPATH: join(folder, 'gen') },
    });
  },
  app: (folder) => ({
    command: ['python', join(folder, 'hello.py')],
    environment: { ...environmentIn(folder), PYTHONPATH: join(folder, 'gen') },
  }),
};
