import { readFile, stat } from 'node:fs/promises';
import { HavocError, isObject, type Json } from '../../base/index.js';
import type { Grant } from '../installation.js';
import { isBoltJs, readBoltJs } from './bolt-js.js';
import { isBoltPython, readBoltPython } from './bolt-python.js';
import { parseCsv } from './csv.js';
import type { Parsed } from './entry.js';
import type { Report } from './report.js';

const KNOWN =
  'installations of Bolt for JavaScript or Python as JSON, one in each line or all in a list, and the tables ' +
  'slack_installations and slack_bots of Bolt for Python as CSV with a header line';

/**
 * Reads a file in any of the formats, which it recognises by the content.
 *
 * @param installedAt when the app was installed, for entries that do not say it; the time of the file if absent
 */
export async function readGrantsIn(file: string, report: Report, installedAt?: Date): Promise<Grant[]> {
  const content = await readText(file).catch((failure: unknown) => {
    report.onProblem({ file, message: whyUnreadable(failure) });
    return undefined;
  });
  if (content === undefined) return [];
  const at = installedAt ?? content.changedAt;
  const { text } = content;
  const grants: Grant[] = [];
  const take = (part: string | undefined, parsed: Parsed) => {
    if ('mistakes' in parsed) {
      for (const mistake of parsed.mistakes) report.onProblem({ file, part, ...mistake });
      return;
    }
    if (parsed.grant) grants.push(parsed.grant);
    for (const what of parsed.ignored) report.onIgnored(what);
  };
  if (/^\s*[[{]/.test(text)) readJson(text, (part, json) => take(part, readEntry(json, at)));
  else readCsv(text, { file, report, take: (part, row) => take(part, readBoltPython(row, at)) });
  return grants;
}

async function readText(file: string): Promise<{ text: string; changedAt: Date }> {
  const [bytes, { mtime }] = await Promise.all([readFile(file), stat(file)]);
  // Removes a byte order mark, and fails for UTF-16, as Windows' PowerShell writes it.
  return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), changedAt: mtime };
}

function whyUnreadable(failure: unknown): string {
  if (!isObject(failure) || !('code' in failure)) throw failure;
  if (failure.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return `is not text in UTF-8. havoc reads ${KNOWN}`;
  return `cannot be read (${failure.code})`;
}

/**
 * Calls `take` for each value of a list or of JSON lines, or for the only value, with undefined for what is not JSON.
 */
function readJson(text: string, take: (part: string | undefined, json: unknown) => void): void {
  const whole = parse(text);
  if (Array.isArray(whole)) {
    whole.forEach((json: unknown, index) => void take(`entry ${index + 1}`, json));
    return;
  }
  if (whole !== undefined) {
    take(undefined, whole);
    return;
  }
  const lines = text.split('\n').map((line, index) => ({ part: `line ${index + 1}`, line: line.trim() }));
  const entries = lines.flatMap(({ part, line }) => (line === '' ? [] : [{ part, json: parse(line) }]));
  // In a damaged list or object over many lines, no line is a JSON object of its own.
  if (entries.some(({ json }) => isObject(json))) for (const { part, json } of entries) take(part, json);
  else take(undefined, undefined);
}

/** The messages of JSON.parse show a part of the text, so they are not used. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readEntry(json: unknown, at: Date): Parsed {
  if (json === undefined) return { mistakes: [{ message: 'is not valid JSON' }] };
  if (isObject(json) && isBoltPython(Object.keys(json))) return readBoltPython(json, at);
  if (isObject(json) && isBoltJs(json)) return readBoltJs(json, at);
  return { mistakes: [{ message: `is not an installation. havoc reads ${KNOWN}` }] };
}

interface CsvTarget {
  file: string;
  report: Report;
  take: (part: string, row: Json) => void;
}

function readCsv(text: string, { file, report, take }: CsvTarget): void {
  try {
    const [header, ...rows] = parseCsv(text);
    const names = header?.values.map((name) => name?.trim() ?? '') ?? [];
    if (!isBoltPython(names)) {
      const what = text.trim() === '' ? 'is empty' : 'has no format that havoc knows';
      report.onProblem({ file, message: `${what}. havoc reads ${KNOWN}` });
      return;
    }
    for (const { line, values } of rows) {
      const part = `line ${line}`;
      if (values.length === names.length)
        take(part, Object.fromEntries(names.map((name, at) => [name, values[at]])));
      else
        report.onProblem({ file, part, message: `has ${values.length} values for ${names.length} columns` });
    }
  } catch (failure) {
    if (!(failure instanceof HavocError)) throw failure;
    report.onProblem({ file, message: failure.message });
  }
}
