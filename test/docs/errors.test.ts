import { ERROR_ADVICE } from './error-advice.js';
import { findErrors } from './find-errors.js';

const VERBS =
  'add|allow|announce|ask|check|choose|configure|connect|create|extend|fetch|give|install|leave out|make sure|mark|move|name|omit|open|pass|post|raise|remove|restore|run|send|set|sign|start|stop|try|upload|use|wait|write|call|do not|do nothing|no action';
const REMEDY = new RegExp(`(^|[.:;,] |, and | or |\\n)(then |first )?(${VERBS})\\b`, 'i');

const errors = findErrors();
const toldOf = ({ code, message }: { code: string; message: string }) =>
  `${message}\n${ERROR_ADVICE[code] ?? ''}`;

test.each(errors)('$code says what is wrong and what to do', (error) => {
  expect(toldOf(error)).toMatch(REMEDY);
  expect(toldOf(error)).toMatch(/[A-Za-z]{2,} [a-z]{2,}/);
});

test('each advice is for an error that exists', () => {
  expect(Object.keys(ERROR_ADVICE).filter((code) => !errors.some((error) => error.code === code))).toEqual(
    [],
  );
});
