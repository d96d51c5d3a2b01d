import { describeDrift } from './describe-drift.ts';
import type { Drift } from './find-drift.ts';

const RULES: Record<Drift['rule'], string> = {
  'sentinel-vanished': 'A load-bearing statement is gone from its plan.',
  'marker-lost': 'A load-bearing statement still stands, but its marker is gone.',
};

/** Losses as a log of SARIF 2.1.0, which hosts of code show beside a change. */
export function toSarif(drift: readonly Drift[], version: string): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'planex guard',
            version,
            rules: Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: drift.map((one) => ({
          ruleId: one.rule,
          level: 'error',
          message: { text: describeDrift(one) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(one.path) },
                region: { startLine: one.line },
              },
            },
          ],
          partialFingerprints: { sentinel: `${one.path}:${one.sentinel}` },
        })),
      },
    ],
  };
}
