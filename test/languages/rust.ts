import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from './language.js';
import { APPS, execute } from './tools.js';

/** Uses tonic and prost. */
export const rust: Language = {
  name: 'Rust',
  needs: [{ what: 'cargo', probe: ['cargo', '--version'], install: 'rustup toolchain install stable' }],
  async compile(folder) {
    await cp(join(APPS, 'rust'), folder, { recursive: true });
    const image = join(folder, 'havoc.binpb');
    await execute(['npx', 'buf', 'build', '-o', image]);
    const environment = { HAVOC_IMAGE: image, CARGO_TARGET_DIR: join(folder, 'target') };
    await execute(['cargo', 'check', '--quiet'], { cwd: folder, environment });
  },
};
