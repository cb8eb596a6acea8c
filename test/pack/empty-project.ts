import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../support/repository.js';

const PACKAGES = join(REPOSITORY, 'node_modules');
const exec = promisify(execFile);

/** A project with the packed client, the client's own dependencies, and nothing else. */
export interface EmptyProject {
  folder: string;
  /** The folder of the unpacked package. */
  clientFolder: string;
  /** Writes a file, and returns its path. */
  write(name: string, text: string): Promise<string>;
  /** Compiles files with these options, and returns the compiler's errors; empty if there are none. */
  compile(files: string[], options: object): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the client as `npm publish` does, and installs it without a registry: its dependencies are copied from here. */
export async function createEmptyProject(): Promise<EmptyProject> {
  const folder = await mkdtemp(join(tmpdir(), 'havoc-pack-'));
  const modules = join(folder, 'node_modules');
  const clientFolder = join(modules, '@havoc/client');
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  await write('package.json', JSON.stringify({ name: 'empty', private: true, type: 'module' }));

  const pack = ['pack', '--workspace', 'src/client', '--pack-destination', folder, '--json'];
  const { stdout } = await exec('npm', pack, { cwd: REPOSITORY });
  const [{ filename }] = JSON.parse(stdout);
  await mkdir(clientFolder, { recursive: true });
  await exec('tar', ['-xzf', join(folder, filename), '-C', clientFolder, '--strip-components=1']);
  await copyDependencies(clientFolder, REPOSITORY, modules);
  // The types of Node.js are a dependency of the app, not of the client.
  await copyPackage('@types/node', REPOSITORY, modules);

  return {
    folder,
    clientFolder,
    write,
    async compile(files, compilerOptions) {
      const strict = { strict: true, noEmit: true, skipLibCheck: false, target: 'es2023', types: ['node'] };
      const config = { files, compilerOptions: { ...strict, ...compilerOptions } };
      const path = await write('tsconfig.json', JSON.stringify(config));
      const tsc = join(PACKAGES, 'typescript/bin/tsc');
      return exec(process.execPath, [tsc, '-p', path], { cwd: folder }).then(
        () => '',
        (failure) => failure.stdout,
      );
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Copies the dependencies of a package, and theirs, to the same places as in this repository. */
async function copyDependencies(folder: string, from: string, modules: string): Promise<void> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) await copyPackage(name, from, modules);
}

async function copyPackage(name: string, from: string, modules: string): Promise<void> {
  const source = findPackage(name, from);
  const target = join(modules, relative(PACKAGES, source));
  if (existsSync(target)) return;
  await cp(source, target, { recursive: true });
  await copyDependencies(source, source, modules);
}

/** Finds a package as Node.js does: in the folder's own `node_modules`, then in those of its parents. */
function findPackage(name: string, from: string): string {
  const here = join(from, 'node_modules', name);
  if (existsSync(here)) return here;
  if (from === dirname(from)) throw new Error(`${name} is not installed. Run npm ci.`);
  return findPackage(name, dirname(from));
}
