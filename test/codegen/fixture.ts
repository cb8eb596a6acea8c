import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generate } from '../../src/codegen/generate.js';
import type { Lock } from '../../src/codegen/lock.js';

const BEFORE = `
type Call<A, R> = (args: A) => Promise<R>;
type OptionalCall<A, R> = (args?: A) => Promise<R>;
`;

/** The exports that a fixture gets if it does not declare them. */
const DEFAULTS: Record<string, string> = {
  Methods: 'export interface Methods { chat: { post: Call<{ channel: string }, { ok: boolean }> } }',
  Event: "export interface Said { type: 'said'; text: string }\nexport type Event = Said;",
  Payloads: 'export interface Callback { event: Event }\nexport interface Payloads { event: Callback }',
  OneMessage: 'export interface OneMessage {}',
};

export const emptyLock = (): Lock => ({ messages: {}, fields: {} });

/**
 * Generates the contract of small declarations.
 *
 * @param declarations the text of the sources. Missing exports are added.
 * @param files further files beside the sources, by path
 */
export function contractOf(
  declarations: string,
  {
    lock = emptyLock(),
    files = {},
    families = ['chat'],
  }: { lock?: Lock; files?: Record<string, string>; families?: string[] } = {},
): {
  proto(name: string): string;
  shapes(name: string): string;
  declarations: string;
  lock: Lock;
  stale: string[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'havoc-codegen-'));
  const missing = Object.entries(DEFAULTS).filter(
    ([name]) => !new RegExp(`export (interface|type) ${name}\\b`).test(declarations),
  );
  const sources = [BEFORE, declarations, ...missing.map(([, text]) => text)].join('\n');
  try {
    for (const [path, text] of Object.entries({ ...files, 'fixture.ts': sources })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { files: made, stale } = generate({ sources: join(folder, 'fixture.ts'), lock, families });
    const text = (path: string) => made.get(path) ?? `(no ${path})`;
    return {
      proto: (name) => text(`proto/havoc/slack/${name}/v1/${name}.proto`),
      shapes: (name) => text(`src/gen/havoc/slack/${name}/v1/shapes.ts`),
      declarations: [...made.entries()]
        .filter(([path]) => path.endsWith('declarations.ts'))
        .map(([, printed]) => printed)
        .join('\n'),
      lock,
      stale,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns one message of a .proto file. */
export function messageOf(proto: string, name: string): string {
  return (
    new RegExp(`message ${name} \\{[^]*?\\n?\\}\\n`).exec(proto)?.[0] ?? `(no message ${name} in)\n${proto}`
  );
}

/** Declares one method with these arguments. */
export function taking(args: string, more = ''): string {
  return `${more}\nexport interface Methods { chat: { post: Call<${args}, { ok: boolean }> } }`;
}
