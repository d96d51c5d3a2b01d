import { fc, test } from '../../support/property.ts';
import { describe, expect } from 'vitest';
import { MAX_ARTIFACT_BYTES } from '../../../src/artifacts/decode-text.ts';
import { lintArtifact } from '../../../src/artifacts/lint.ts';
import { parseArtifact, parseSolutionLines } from '../../../src/artifacts/parse-artifact.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const SOLUTION = 'docs/issues/ISS-7.json';

describe('what is not read', () => {
  test.each([PLAN, SOLUTION])('too much: %s', (path) => {
    const parsed = parseArtifact(path, Buffer.alloc(MAX_ARTIFACT_BYTES + 1, 'a'));
    expect(parsed.artifact.tasks).toEqual([]);
    expect(parsed.diagnostics).toMatchObject([
      { severity: 'error', rule: 'too-large', message: expect.stringContaining('524289 bytes') },
    ]);
  });

  test('the largest that is allowed is read', () => {
    expect(parseArtifact(PLAN, Buffer.alloc(MAX_ARTIFACT_BYTES, 'a')).diagnostics).toEqual([]);
  });

  test.each([
    ['a stray byte', [0x61, 0xc3, 0x28], 1],
    ['the end of a character missing', [0x61, 0x62, 0xe2, 0x82], 2],
    ['a stray byte after a real replacement character', [0xef, 0xbf, 0xbd, 0x61, 0xff], 4],
    ['the end of a replacement character without its start', [0x61, 0xff, 0xbf, 0xbd], 1],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 0],
  ])('bytes that are not UTF-8: %s', (_, bytes, offset) => {
    for (const path of [PLAN, SOLUTION]) {
      const parsed = parseArtifact(path, Uint8Array.from(bytes));
      expect(parsed.artifact.tasks).toEqual([]);
      expect(parsed.diagnostics).toMatchObject([
        { severity: 'error', rule: 'not-utf8', message: expect.stringContaining(`offset ${offset} `) },
      ]);
    }
  });

  test('a NUL byte', () => {
    expect(parseArtifact(PLAN, Buffer.from('# Té\0')).diagnostics).toMatchObject([
      { severity: 'error', rule: 'not-text', message: expect.stringContaining('offset 5') },
    ]);
  });

  test('a whole file of lines is refused as one', () => {
    const [only, ...others] = parseSolutionLines('ISS-7.jsonl', Uint8Array.from([0xff]));
    expect(others).toEqual([]);
    expect(only?.diagnostics).toMatchObject([{ rule: 'not-utf8' }]);
  });
});

describe('an empty file', () => {
  test('is a plan without tasks', () => {
    const parsed = parseArtifact(PLAN, new Uint8Array());
    expect(parsed).toMatchObject({ artifact: { kind: 'plan', tasks: [] }, diagnostics: [] });
  });

  test('is no solution', () => {
    const parsed = parseArtifact(SOLUTION, new Uint8Array());
    expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'not-json', line: 1, column: 1 }]);
  });
});

describe('more structure than a document has', () => {
  test.each([
    ['deep nesting', `${'> '.repeat(17)}a`],
    ['list items', '- a\n'.repeat(30_001)],
    ['lines', '\n'.repeat(50_001)],
  ])('%s', (_, text) => {
    const parsed = parseArtifact(PLAN, Buffer.from(text));
    expect(parsed.artifact.tasks).toEqual([]);
    expect(parsed.diagnostics).toMatchObject([{ severity: 'error', rule: 'not-readable' }]);
  });

  test('what people write is far below the limits', () => {
    expect(parseArtifact(PLAN, Buffer.from(`${'> '.repeat(16)}a`)).diagnostics).toEqual([]);
  });
});

describe('whatever is in a file', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '### Task 1: A',
      '## Task 2',
      '**Files:**',
      '**Commands:** `a',
      '- [ ] x',
      '```',
      '---',
      '<!--',
    ),
    fc.constantFrom(
      '- Create: `../a`',
      '**Depends on:** 1-9',
      '| Status | x |',
      '> - ',
      '\t- a',
      'Status:',
      '\r',
    ),
  );

  test.prop([fc.array(line, { maxLength: 40 })])(
    'a plan is read without a throw, with places in the text',
    (lines) => {
      const text = lines.join('\n');
      const count = text.split('\n').length;
      const parsed = parseArtifact(PLAN, Buffer.from(text));
      for (const { line = 1, column = 1 } of lintArtifact(parsed)) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(count);
        expect(column).toBeGreaterThan(0);
      }
    },
  );

  test.prop([fc.uint8Array({ maxLength: 200 })])('bytes are read without a throw', (bytes) => {
    for (const path of [PLAN, SOLUTION]) expect(() => lintArtifact(parseArtifact(path, bytes))).not.toThrow();
  });

  const loose = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 7, '', 'T1', 'src/a.ts', '../x', 'a, b'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'id',
          'title',
          'tasks',
          'solution',
          'bound',
          'files',
          'path',
          'depends_on',
          'test',
          'commands',
        ),
        tie('value'),
      ),
    ),
  })).value;

  test.prop([loose])('a solution is read without a throw', (value) => {
    expect(() => lintArtifact(parseArtifact(SOLUTION, Buffer.from(JSON.stringify(value))))).not.toThrow();
  });
});

// What takes time that grows with the square of the size does not end before the time-out of a test.
describe('hostile text of the full size is read or refused in time', () => {
  const fill = (piece: string): string =>
    piece.repeat(MAX_ARTIFACT_BYTES / piece.length + 1).slice(0, MAX_ARTIFACT_BYTES);
  const task = '### Task 1: A\n\n';
  const backtickRuns = Array.from({ length: 1_000 }, (_, n) => `${'`'.repeat(n + 1)}a`).join('');
  const staircase = Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}- a`).join('\n');
  const manyTasks = Array.from({ length: 999 }, (_, n) => `### Task ${n}: A\n**Depends on:** 0-199\n`).join(
    '',
  );

  test.each([
    ['backticks', fill('`')],
    ['backticks in a field', `${task}**Commands:** ${fill('`a``b')}`],
    ['runs of backticks', backtickRuns],
    ['angle brackets', fill('<')],
    ['square brackets', fill('[')],
    ['comments', fill('<!-- ')],
    ['comments in a heading', `### Task 1: ${fill('<!--')}`],
    ['digits in a heading', `### Task ${fill('1')}_`],
    ['stars', fill('**a')],
    ['quotes in quotes', fill('> ')],
    ['lists in lists', fill('1. ')],
    ['quotes and lists', fill('> - ')],
    ['lines of nested lists', fill(`${'- '.repeat(16)}a\n`)],
    ['a staircase', staircase],
    ['boxes', fill('- [ ] x\n')],
    ['long boxes', fill('- [ ] a step with some words\n')],
    ['headings', fill('### Task 1: x\n')],
    ['fences', fill('```\n')],
    ['spaces', `${task}**Files:** ${fill(' ')}x`],
    ['spaces in code', `${task}\`${fill(' ')}x\``],
    ['brackets in a dependency', `${task}**Depends on:** ${fill('(')}`],
    ['stars in a status', `Status: ${fill('_')}a`],
    ['pipes', fill('|')],
    ['blank lines', `${task}${fill('\n')}`],
    ['numbers', `${task}**Depends on:** ${fill('1,')}`],
    ['labels below items', fill('- a step\n**Verify:** `make`\n')],
    ['a label and numbers', `${task}**Files:** ${fill('2. some more words\n')}`],
    ['spaces in a label', `- a\n**${fill(' ')}`],
    ['many tasks that depend on many', manyTasks],
  ])('%s', (_, text) => {
    const bytes = Buffer.from(text.slice(0, MAX_ARTIFACT_BYTES));
    expect(() => lintArtifact(parseArtifact(PLAN, bytes))).not.toThrow();
  });

  test.each([
    ['open lists', fill('[')],
    ['open objects', fill('{"a":')],
    ['a long text', `"${fill('a').slice(2)}"`],
    ['many keys', `{${Array.from({ length: 40_000 }, (_, n) => `"k${n}":1`).join()}}`],
    ['many tasks', JSON.stringify({ tasks: Array.from({ length: 20_000 }, (_, n) => ({ id: n })) })],
    ['spaces in a path', JSON.stringify({ tasks: [{ id: 1, files: [`a${' '.repeat(500_000)}b`] }] })],
  ])('%s', (_, text) => {
    expect(() => lintArtifact(parseArtifact(SOLUTION, Buffer.from(text)))).not.toThrow();
  });
});
