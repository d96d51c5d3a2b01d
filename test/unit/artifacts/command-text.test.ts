import { describe, expect, test } from 'vitest';
import { onlyLooks, readCommandText } from '../../../src/artifacts/command-text.ts';

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
    'test -f greeting.txt',
    '[ -f greeting.txt ]',
    'test "$(cat greeting.txt)" = hello',
    'test $(wc -l < greeting.txt) -eq 3',
    'grep -q hello greeting.txt',
    'grep -rn hello src',
    'grep hello greeting.txt',
    "grep -q 'schöner Tee' tee.txt",
    '! grep -q hello greeting.txt',
    'git diff --exit-code',
    'git diff --exit-code -- src/pot.ts',
    'git status --porcelain',
    'git show HEAD:greeting.txt',
    'git diff --quiet HEAD',
    'diff old.txt new.txt',
    'cat greeting.txt',
    'cat greeting.txt | grep -q hello',
    "sh hello.sh Ada | grep -x 'hello, Ada!'",
    'cd web; npm test',
    'CI=1 npm test',
    'npm test 2>&1 | tail -n 1',
    'npm test > /dev/null',
    "find . -name '*.bak'",
    'ls dist/',
    'sed -n 1p greeting.txt',
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
    'test the lid',
    'test run',
    'find tests',
    'test that ./lid fits',
    'git history stays clean',
    'git status shows nothing',
    'git diff --exit-code passes',
    'git log is short',
    'diff of old.txt and new.txt is empty',
    'cat greeting.txt shows hello',
    'grep for hello in greeting.txt',
    'grep hello',
    'grep -q hello greeting.txt succeeds',
    'grep -r hello src finds nothing',
    'grep -c hello src/pot.ts returns zero',
    'find all callers of pot.ts',
    "find the pot's lid",
    'cat "greeting.txt',
    'npm test --silent passes',
    'npm run build && npm test pass',
    'npm test &&',
    'npm test\nnpm run lint',
    'head of the file says hello',
    'see greeting.txt',
    '!',
  ])('%s', (text) => {
    expect(readCommandText(text)).toBeUndefined();
  });
});

describe('what only looks at files', () => {
  test.each([
    "grep -q 'a|npm test' tea.txt",
    '! grep -q hot tea.txt',
    'test -f a && test -f b',
    'cat a | wc -l',
    'git diff --exit-code',
  ])('%s', (command) => {
    expect(onlyLooks(command)).toBe(true);
  });

  test.each([
    'npm test',
    'cd web && npm test',
    'cd web; npm test',
    'sh hello.sh | grep hello',
    'CI=1 npm test',
  ])('but not %s', (command) => {
    expect(onlyLooks(command)).toBe(false);
  });
});
