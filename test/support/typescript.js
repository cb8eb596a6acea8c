// `node --import ./test/support/typescript.js file.ts` runs the sources as they stand, without a build.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
