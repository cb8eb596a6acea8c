/** The version of the format. A newer one is refused. */
export const WORLD_FORMAT = 1;

/** A line of an exported world: the head, then the documents, then the bytes of files, then the end. */
export type Line =
  /** `url` is the URL of the local Slack that the documents contain. */
  | { local_slack_world: number; url: string }
  /** A document, and the name of its collection. The documents of a collection are in the order of their first puts. */
  | { in: string; doc: unknown }
  | { bytes: string; base64: string }
  /** The number of documents and files. A file without this line is only a part of a world. */
  | { end: number };

/** The line as text. Programs that read lines may take the two line separators of Unicode for the end of a line. */
export function writeLine(line: Line): string {
  const text = JSON.stringify(line).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `${text}\n`;
}
