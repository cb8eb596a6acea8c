import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** All executables of this name on the PATH, in its order. */
export function onPath(command: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
