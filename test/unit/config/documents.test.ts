import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asRecord } from '../../../src/config/as-record.ts';
import { readSettings } from '../../../src/config/read-settings.ts';
import { writeSettingsJsonSchema } from '../../../src/config/settings-json-schema.ts';
import { writeIssueJsonSchema, writeSolutionJsonSchema } from '../../../src/issues/json-schemas.ts';

const example = readFileSync(new URL('../../../.planexrc.example', import.meta.url), 'utf8');
const noCronCheck = (): undefined => undefined;
const readText = (text: string) => readSettings(Buffer.from(text), noCronCheck);

/** Every key that the schema knows, at any depth. */
function listKeys(schema: unknown): string[] {
  const { properties, additionalProperties } = asRecord(schema);
  const own = Object.entries(asRecord(properties)).flatMap(([key, value]) => [key, ...listKeys(value)]);
  return [...own, ...(additionalProperties === undefined ? [] : listKeys(additionalProperties))];
}

describe('.planexrc.example', () => {
  test('shows the defaults', () => {
    expect(readText(example)).toEqual({ ...readText('{}'), diagnostics: [] });
  });

  test('stays valid when the settings without a default are uncommented', () => {
    const uncommented = example.replace(/^(\s*)\/\/\s+(?=["{}])/gm, '$1');
    const { settings, diagnostics, commandKeys } = readText(uncommented);
    expect(diagnostics).toEqual([]);
    expect(commandKeys).toEqual([
      'executors.mine.command',
      'verify.command',
      'setup',
      'tolerances.interface.command',
      'notify.command',
      'notify.webhook',
      'approval.auto',
    ]);
    expect(settings.schedule.recurring).toEqual({ 'docs/plans/weekly-tidying.md': '0 6 * * 1' });
  });

  test('shows every setting there is, each with a comment near', () => {
    const keys = listKeys(JSON.parse(writeSettingsJsonSchema()));
    expect(keys.filter((key) => !example.includes(`"${key}":`))).toEqual([]);
  });
});

test.each([
  ['planexrc', writeSettingsJsonSchema],
  ['issue', writeIssueJsonSchema],
  ['solution', writeSolutionJsonSchema],
])('config/%s.schema.json is current (node scripts/write-schemas.mjs writes it)', (name, write) => {
  const written = readFileSync(new URL(`../../../config/${name}.schema.json`, import.meta.url), 'utf8');
  expect(written).toBe(write());
});
