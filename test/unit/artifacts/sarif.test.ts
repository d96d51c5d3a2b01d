import { expect, test } from 'vitest';
import { toSarif } from '../../../src/artifacts/sarif.ts';

test('results are a log of SARIF 2.1.0', () => {
  const driver = {
    name: 'planex lint',
    version: '1.2.3',
    rules: [{ id: 'no-tea', text: 'There has to be tea.' }, { id: 'no-pot' }],
  };
  const log = toSarif(driver, [
    { rule: 'no-tea', level: 'error', message: 'no tea', path: 'docs/my #1 tea?.md', line: 3, column: 7 },
    { rule: 'no-pot', level: 'note', message: 'no pot', path: 'a.md', line: 1, fingerprint: { pot: 'x' } },
  ]);
  expect(log).toEqual({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'planex lint',
            version: '1.2.3',
            rules: [{ id: 'no-tea', shortDescription: { text: 'There has to be tea.' } }, { id: 'no-pot' }],
          },
        },
        results: [
          {
            ruleId: 'no-tea',
            level: 'error',
            message: { text: 'no tea' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'docs/my%20%231%20tea%3F.md' },
                  region: { startLine: 3, startColumn: 7 },
                },
              },
            ],
          },
          {
            ruleId: 'no-pot',
            level: 'note',
            message: { text: 'no pot' },
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'a.md' }, region: { startLine: 1 } } },
            ],
            partialFingerprints: { pot: 'x' },
          },
        ],
      },
    ],
  });
});
