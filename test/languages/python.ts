import { delimiter, join } from 'node:path';
import type { Language } from './language.js';
import { execute, linesOfPage, shell } from './tools.js';

/** Returns an environment whose PATH begins with the folder's own virtual environment. */
function environmentIn(folder: string): NodeJS.ProcessEnv {
  return { PATH: [join(folder, 'venv/bin'), process.env.PATH].join(delimiter) };
}

/** Runs the commands of docs/languages.md exactly as they are there. */
export const python: Language = {
  name: 'Python',
  needs: [
    {
      what: 'python3 with venv',
      probe: ['python3', '-c', 'import ensurepip, venv'],
      install: 'apt-get install python3 python3-venv',
    },
  ],
  async compile(folder) {
    const environment = environmentIn(folder);
    await execute(['python3', '-m', 'venv', join(folder, 'venv')]);
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
