import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppCommand } from './language.js';
import type { OfficialClient } from './official-client.js';
import { createVenv, environmentIn, pythonNeeds } from './python-venv.js';
import { APPS, execute } from './tools.js';

/** The packages slack_bolt and slack_sdk, in the exact versions of `requirements.txt`. */
export const boltPython: OfficialClient = {
  name: 'Bolt for Python',
  needs: pythonNeeds,
  async install(folder) {
    await cp(join(APPS, 'bolt-python'), folder, { recursive: true });
    await createVenv(folder);
    await execute(['pip', 'install', '--quiet', '-r', 'requirements.txt'], {
      cwd: folder,
      environment: environmentIn(folder),
    });
  },
  app: (folder) => run(folder, 'app.py'),
  call: (folder, method, args) => run(folder, 'calls.py', method, ...args),
  stores: (folder, file) => run(folder, 'stores.py', file),
};

function run(folder: string, file: string, ...args: string[]): AppCommand {
  return {
    command: ['python', join(folder, file), ...args],
    environment: { ...environmentIn(folder), PYTHONUNBUFFERED: '1', ...WITHOUT_PROXY },
  };
}

/** The client would send its calls of the local Slack through a proxy too: it does not read NO_PROXY. */
const WITHOUT_PROXY = { HTTPS_PROXY: '', https_proxy: '', HTTP_PROXY: '', http_proxy: '' };
