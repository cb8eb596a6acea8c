import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsSchema } from './settings-schema.js';
import { readValues, valuesTable } from './values-table.js';

const CHART = resolve(import.meta.dirname, '../../helm/havoc');
const pathOf = (name: string) => resolve(CHART, name);

/** A file of the chart as it should be. */
export interface Generated {
  path: string;
  text: string;
}

/** The schema of the values, with the settings that havoc's own configuration takes. */
export function generateSchema(): Generated {
  const path = pathOf('values.schema.json');
  const schema = JSON.parse(readFileSync(path, 'utf8'));
  schema.properties.havoc.properties.settings = settingsSchema();
  return { path, text: `${JSON.stringify(schema, null, 2)}\n` };
}

/** The chart's README, with the table of what values.yaml says. */
export function generateReadme(): Generated {
  const path = pathOf('README.md');
  const table = valuesTable(readValues(readFileSync(pathOf('values.yaml'), 'utf8')));
  const [head = ''] = readFileSync(path, 'utf8').split('| value |', 1);
  return { path, text: `${head}${table}\n` };
}
