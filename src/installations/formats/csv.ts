import { HavocError } from '../../base/index.js';

/** One record of a CSV text, with the line on which it begins. The first line is 1. */
export interface CsvRecord {
  line: number;
  /** A value is undefined if it stands for a NULL of a database: it is empty, `NULL` or `\N`, without quotes. */
  values: (string | undefined)[];
}

const NULLS = ['', 'NULL', '\\N'];

/**
 * Parses CSV as RFC 4180 describes it: values are separated by commas, and records by line breaks. A value in quotes
 * may contain commas, line breaks, and quotes written twice. Empty lines are skipped.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @throws HavocError `installations.bad_csv` (invalid_argument) with the line, when a quote is misplaced or not closed
 */
export function* parseCsv(text: string): Generator<CsvRecord> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const record: CsvRecord = { line, values: [] };
    let isEnd = false;
    while (!isEnd) {
      const { value, end } = text[at] === '"' ? readQuoted(text, at, line) : readPlain(text, at);
      for (let place = at; place < end; place++) if (text[place] === '\n') line += 1;
      record.values.push(value);
      isEnd = text[end] !== ',';
      at = end + 1;
    }
    if (text[at - 1] === '\r' && text[at] === '\n') at += 1;
    line += 1;
    if (record.values.length > 1 || record.values[0] !== undefined) yield record;
  }
}

interface Value {
  value: string | undefined;
  /** The place after the value: a comma, a line break, or the end of the text. */
  end: number;
}

function readPlain(text: string, start: number): Value {
  let end = start;
  while (end < text.length && !',\r\n'.includes(text.charAt(end))) end += 1;
  const value = text.slice(start, end);
  return { value: NULLS.includes(value) ? undefined : value, end };
}

function readQuoted(text: string, start: number, line: number): Value {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw badCsv(line, 'a quote is opened and not closed. Add the closing quote');
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      if (end < text.length && !',\r\n'.includes(text.charAt(end)))
        throw badCsv(line, 'a value goes on after its closing quote. Write a quote in a value twice');
      return { value, end };
    }
    value += '"';
    at = quote + 2;
  }
}

function badCsv(line: number, what: string): HavocError {
  return new HavocError({
    kind: 'invalid_argument',
    code: 'installations.bad_csv',
    message: `The CSV is not valid in line ${line}: ${what}.`,
    fields: { line },
  });
}
