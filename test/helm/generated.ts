import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsSchema } from './settings-schema.js';
import { readValues, valuesTable } from './values-table.js';

const CHART = resolve(import.meta.dirname, '../../helm/havoc');
const pathOf = (name: string) => resolve(CHART, name);

/** A generated file of the chart. */
export interface Generated {
  path: string;
  text: string;
}

/** The schema of the values, with the settings from havoc's configuration. */
export function generateSchema(): Generated {
  const path = pathOf('values.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  schema.properties.havoc.properties.settings = settingsSchema();
  return { path, text: `${JSON.stringify(schema, null, 2)}\n` };
}

/** The chart's README, with the table of the values from values.yaml. */
export function generateReadme(): Generated {
  const path = pathOf('README.md');
  const table = valuesTable(readValues(readFileSync(pathOf('values.yaml'), 'utf8')));
  const [head = ''] = readFileSync(path, 'utf8').split('| value |', 1);
  return { path, text: `${head}${table}\n` };
}
