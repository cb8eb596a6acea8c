// npm run generate:docs   makes tables of the documentation from the code
import { writeFileSync } from 'node:fs';
import { generatePages } from './generated.js';
import { pathOf } from './pages.js';

for (const { page, text } of generatePages()) writeFileSync(pathOf(page), text);
