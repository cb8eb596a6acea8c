// npm run generate:chart   generates the files of the chart that depend on other files
import { writeFileSync } from 'node:fs';
import { generateReadme, generateSchema } from './generated.js';

for (const { path, text } of [generateSchema(), generateReadme()]) writeFileSync(path, text);
