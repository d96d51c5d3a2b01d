import { describe, expect, test } from 'vitest';
import { readCommandText } from '../../../src/artifacts/command-text.ts';

describe('texts that are commands beyond doubt', () => {
  test.each([
    'npm test',
    'npm run typecheck',
    'npm ci && npm test',
    'cargo test -p tea --lib pot::lid',
    'go test ./...',
    'dotnet build Tea.Core/Tea.Core.csproj',
    'pytest tests/test_pot.py -k "hot or cold"',
    'make check',
    './scripts/check.sh',
    'python3 -m pytest',
  ])('%s', (text) => {
    expect(readCommandText(text)).toBe(text);
  });

  test.each([
    ['`brew tea`', 'brew tea'],
    ['$ brew tea', 'brew tea'],
    ['` brew tea `', 'brew tea'],
    ['  npm test\n', 'npm test'],
    ["npm test -- --grep 'hot tea' --bail", "npm test -- --grep 'hot tea' --bail"],
    ['npm run test-all && npm exec pot', 'npm run test-all && npm exec pot'],
    [`npm test ${'-'.repeat(2)}${'a'.repeat(289)}`, `npm test ${'-'.repeat(2)}${'a'.repeat(289)}`],
  ])('%s', (text, command) => {
    expect(readCommandText(text)).toBe(command);
  });
});

describe('texts that are not', () => {
  test.each([
    'npm test passes',
    'dotnet build succeeds',
    'Run npm test',
    'cargo build without errors',
    'All tests pass',
    'go through ./docs by hand',
    'make sure the lid fits',
    "grep -r 'new.*Pot' src/pot.ts finds nothing",
    'npm test 成功',
    'use `brew tea`',
    '`brew` and `tea`',
    'costs $ brew',
    'npm run tests, all',
    `npm test ${'-'.repeat(2)}${'a'.repeat(290)}`,
    'npm',
    '',
  ])('%s', (text) => {
    expect(readCommandText(text)).toBeUndefined();
  });
});
