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
    'npm',
    '',
  ])('%s', (text) => {
    expect(readCommandText(text)).toBeUndefined();
  });
});
