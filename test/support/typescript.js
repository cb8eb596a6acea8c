// `node --import ./test/support/typescript.js file.ts` runs the sources without a build.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
