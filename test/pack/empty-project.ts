import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../support/repository.js';

const PACKAGES = join(REPOSITORY, 'node_modules');
const exec = promisify(execFile);

/** A project that has the packed client, what the client itself depends on, and nothing else. */
export interface EmptyProject {
  folder: string;
  /** Where the package was unpacked. */
  clientFolder: string;
  /** Puts a file there, and gives its path. */
  write(name: string, text: string): Promise<string>;
  /** What the compiler says of the files by these options; empty when all is well. */
  compile(files: string[], options: object): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the client as `npm publish` does, and installs it without a registry: what it needs is copied from here. */
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
  await bringNeeded(clientFolder, REPOSITORY, modules);
  // Types of Node.js are the app's own, as the compiler is.
  await bring('@types/node', REPOSITORY, modules);

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

/** Copies what a package depends on, with all that this depends on in turn, to where it is here. */
async function bringNeeded(folder: string, from: string, modules: string): Promise<void> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) await bring(name, from, modules);
}

async function bring(name: string, from: string, modules: string): Promise<void> {
  const source = findPackage(name, from);
  const target = join(modules, relative(PACKAGES, source));
  if (existsSync(target)) return;
  await cp(source, target, { recursive: true });
  await bringNeeded(source, source, modules);
}

/** As Node.js looks for it: in the folder's own packages, then further out. */
function findPackage(name: string, from: string): string {
  const here = join(from, 'node_modules', name);
  if (existsSync(here)) return here;
  if (from === dirname(from)) throw new Error(`${name} is not installed: run npm ci.`);
  return findPackage(name, dirname(from));
}
