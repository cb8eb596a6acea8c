// jest's transform for a run of tests against changed sources: it edits a source as it is loaded, and then compiles it
// as in every other run. The sources on disk stay as they are.
import { readFileSync } from 'node:fs';
import swcJest from '@swc/jest';
import { applyEdits } from './edits.js';

/** Edits by the path of their file. */
const edits = new Map(Object.entries(JSON.parse(readFileSync(process.env.HAVOC_MUTANTS_EDITS, 'utf8'))));
const edited = (source, path) => applyEdits(source, edits.get(path) ?? []);

export default {
  createTransformer(options) {
    const swc = swcJest.createTransformer(options);
    const wrap =
      (method) =>
      (source, path, ...rest) =>
        swc[method](edited(source, path), path, ...rest);
    return {
      canInstrument: false,
      process: wrap('process'),
      processAsync: wrap('processAsync'),
      getCacheKey: wrap('getCacheKey'),
    };
  },
};
