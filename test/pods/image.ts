import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../support/repository.js';

/** What a container runs if the manifest says nothing else. */
export interface Image {
  entrypoint: string[];
  command: string[];
  env: Record<string, string>;
  workdir: string;
}

/** Reads havoc's image: this build, run as the Dockerfile says. */
export async function readHavocImage(): Promise<Image> {
  const stage = await lastStage();
  const list = (instruction: string): string[] => JSON.parse(stage.get(instruction)?.at(-1) ?? '[]');
  const env = (stage.get('ENV') ?? []).flatMap((line) => line.split(/\s+/).map(toEntry));
  // The PATH in the Dockerfile is only valid inside the image. Here, `node` is the one that runs this test.
  const { PATH: _, ...rest } = Object.fromEntries(env);
  return { entrypoint: list('ENTRYPOINT'), command: list('CMD'), env: rest, workdir: REPOSITORY };
}

/** Reads the Dockerfile's last stage, by instruction. */
async function lastStage(): Promise<Map<string, string[]>> {
  const text = (await readFile(join(REPOSITORY, 'Dockerfile'), 'utf8')).replaceAll('\\\n', ' ');
  const stages = text.split(/^FROM .*$/m);
  const stage = new Map<string, string[]>();
  for (const line of stages.at(-1)?.split('\n') ?? []) {
    const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction && rest) stage.set(instruction, [...(stage.get(instruction) ?? []), rest]);
  }
  return stage;
}

function toEntry(text: string): [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

export interface NextVersion {
  version: string;
  migration: { name: string; sql: string; serves: string };
}

/** Builds an image of a future version: this build with another version number and one more migration. */
export async function buildNextImage(
  image: Image,
  { version, migration }: NextVersion,
): Promise<Image & { remove(): Promise<void> }> {
  const workdir = await mkdtemp(join(tmpdir(), 'havoc-image-'));
  // A copy and not a link, because Node resolves imports from a file's real path.
  await cp(join(REPOSITORY, 'dist'), join(workdir, 'dist'), { recursive: true });
  await cp(join(REPOSITORY, 'prisma/migrations'), join(workdir, 'prisma/migrations'), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules'), join(workdir, 'node_modules'));
  const about = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8'));
  await writeFile(join(workdir, 'package.json'), JSON.stringify({ ...about, version }));
  const folder = join(workdir, 'prisma/migrations', migration.name);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), migration.sql);
  await writeFile(join(folder, 'serves'), `${migration.serves}\n`);
  return { ...image, workdir, remove: () => rm(workdir, { recursive: true }) };
}
