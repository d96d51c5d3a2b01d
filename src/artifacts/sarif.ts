/** One result of a check, at a place in a file. */
export interface SarifResult {
  rule: string;
  level: 'error' | 'warning' | 'note';
  message: string;
  /** From the top of the repository, with forward slashes. */
  path: string;
  /** 1-based. */
  line: number;
  column?: number;
  /** What stays the same when lines move. */
  fingerprint?: Record<string, string>;
}

/** Results as a log of SARIF 2.1.0, which hosts of code show beside a change. */
export function toSarif(
  driver: { name: string; version: string; rules: { id: string; text?: string }[] },
  results: readonly SarifResult[],
): unknown {
  const { name, version } = driver;
  const rules = driver.rules.map(({ id, text }) => ({ id, ...(text && { shortDescription: { text } }) }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name, version, rules } }, results: results.map(toResult) }],
  };
}

function toResult({ rule, level, message, path, line, column, fingerprint }: SarifResult): unknown {
  return {
    ruleId: rule,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
          region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
        },
      },
    ],
    ...(fingerprint && { partialFingerprints: fingerprint }),
  };
}
