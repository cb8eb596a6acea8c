// npm run generate:chart   makes what of the chart follows from elsewhere
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsSchema } from './settings-schema.js';

const CHART = resolve(import.meta.dirname, '../../helm/havoc');

const schemaPath = resolve(CHART, 'values.schema.json');
const schema = JSON.parse(readFileSync(schemaPath, 'utf8'));
schema.properties.havoc.properties.settings = settingsSchema();
writeFileSync(schemaPath, `${JSON.stringify(schema, null, 2)}\n`);
