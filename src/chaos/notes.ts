import { readFile } from 'node:fs/promises';

/** A message on an app's stream. The app writes one line for each. */
export interface Note {
  /** Milliseconds since 1970, by the machine's clock. */
  at: number;
  app: string;
  /**
   * `delivered`: an attempt arrived. `refused`: the sidecar refused a message. Others: the message is about to be
   * sent.
   */
  what: 'delivered' | 'ack' | 'nak' | 'term' | 'reply' | 'refused';
  /** The envelope's id. */
  id: string;
  lease: string;
  attempt?: number;
  /** Slack's id of the payload. */
  key?: string;
  /** The reason of a refusal. */
  code?: string;
}

/** Reads the notes of all apps. Lines that a kill cut short are skipped. */
export async function readNotes(files: readonly string[]): Promise<Note[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const lines = texts.flatMap((text) => text.split('\n'));
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Note];
    } catch {
      return [];
    }
  });
}
