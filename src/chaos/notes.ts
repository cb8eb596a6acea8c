import { readFile } from 'node:fs/promises';

/** What an app saw on its streams, a line each. */
export interface Note {
  /** Milliseconds since 1970, by the machine's clock. */
  at: number;
  app: string;
  /** An attempt came; a settlement or reply is about to go; the sidecar says that one of them changed nothing. */
  what: 'delivered' | 'ack' | 'nak' | 'term' | 'reply' | 'refused';
  /** The envelope's. */
  id: string;
  lease: string;
  attempt?: number;
  /** Slack's id of what is delivered. */
  key?: string;
  /** Why it was refused. */
  code?: string;
}

/** A line that a kill cut short says nothing. */
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
