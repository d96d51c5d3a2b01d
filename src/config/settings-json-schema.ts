import { toJsonSchema } from '../schema.ts';
import { asRecord } from './as-record.ts';
import { settingsSchema } from './settings.ts';

/** The text of `config/planexrc.schema.json`, which gives editors completion and checks in `.planexrc`. */
export function writeSettingsJsonSchema(): string {
  return `${JSON.stringify({ title: 'Settings of planex', allowTrailingCommas: true, ...asRecord(toJsonSchema(settingsSchema)) }, null, 2)}\n`;
}
