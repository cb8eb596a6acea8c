// npm run generate:chart   makes what of the chart follows from elsewhere
import { writeFileSync } from 'node:fs';
import { generateReadme, generateSchema } from './generated.js';

for (const { path, text } of [generateSchema(), generateReadme()]) writeFileSync(path, text);
