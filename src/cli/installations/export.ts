import { type FileHandle, open, rm } from 'node:fs/promises';
import { HavocError, isObject } from '../../base/index.js';
import { type ExportFormat, readGrants, writeInstallations } from '../../installations/index.js';
import { say, tell } from '../output.js';
import { createProgress } from '../progress.js';
import { type StorageOptions, withStorage } from '../storage.js';
import { counted } from './counted.js';

export interface ExportOptions extends StorageOptions {
  format: ExportFormat;
}

/**
 * Writes all installations with their tokens to a new file, which only this user can read. It never writes tokens to a
 * terminal, and never overwrites a file.
 *
 * @throws HavocError `cli.export_failed` (failed_precondition), an error of Vault, or as withStorage does
 */
export async function exportInstallations(
  file: string,
  { format, ...options }: ExportOptions,
): Promise<void> {
  await withStorage(options, async ({ database, vault }) => {
    vault.currentKeyId();
    const target = await create(file);
    let count = 0;
    try {
      const progress = createProgress('Exported');
      for await (const grant of readGrants(database, vault)) {
        await target.write(writeInstallations(grant, format));
        count += 1;
        progress(count);
      }
      await target.sync();
      await target.close();
    } catch (failure) {
      await target.close().catch(() => undefined);
      await rm(file, { force: true });
      throw failure;
    }
    say(`${counted(count, 'installation')} written to ${file}.`);
    tell('The file contains tokens. Delete it when you no longer need it.');
  });
}

/** Creates the file. This fails for every path that exists, and so for a terminal and other devices. */
async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (cause) {
    const code = isObject(cause) ? cause.code : cause;
    throw new HavocError({
      kind: 'failed_precondition',
      code: 'cli.export_failed',
      message:
        code === 'EEXIST'
          ? `${file} exists already. Name a new file.`
          : `${file} cannot be created (${code}). Name a file in a folder that exists.`,
      cause,
    });
  }
}
