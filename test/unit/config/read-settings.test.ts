import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { formatDiagnostic } from '../../../src/artifacts/diagnostic.ts';
import { readSettings } from '../../../src/config/read-settings.ts';

const checkCron = (expression: string): string | undefined =>
  expression.split(' ').length === 5 ? undefined : 'expected five fields';
const read = (text: string) => readSettings(Buffer.from(text), checkCron);
const complain = (text: string) =>
  read(text).diagnostics.map((diagnostic) => formatDiagnostic('.planexrc', diagnostic));
const defaults = readSettings(undefined, checkCron).settings;

describe('the defaults', () => {
  test('are what a repository without a .planexrc gets', () => {
    expect(defaults).toEqual({
      approval: { auto: [], quietMs: 120_000, asksDuringRuns: false },
      artifacts: {
        plans: ['docs/plans/*.md'],
        solutions: ['docs/issues/*.json', '.workflow/.team/*/artifacts/solutions/*.json'],
      },
      routing: { rows: [], models: {} },
      executors: {},
      limits: { parallelRuns: 3, wallClockMs: 3_600_000, noOutputMs: 900_000, graceMs: 10_000 },
      budget: { task: {}, plan: {}, day: {} },
      refine: { auto: false, mode: 'review', quietMs: 120_000 },
      hooks: { strict: false },
      landing: { branch: 'current' },
      workspace: 'worktree',
      review: 'off',
      tolerances: { protectedPaths: [], highBlastRadius: [] },
      notify: { timeoutMs: 30_000 },
      verify: { required: false, timeoutMs: 1_800_000 },
      schedule: { reconcile: '* * * * *', retention: '17 3 * * *', timezone: 'UTC', recurring: {} },
      retention: { runsMs: 2_592_000_000 },
    });
  });

  test.each(['', '{}', ' \n', '// nothing yet\n', '{ /* nothing */ }', '\uFEFF{}'])(
    'are what %j gives',
    (text) => {
      expect(read(text)).toEqual({ settings: defaults, diagnostics: [], commandKeys: [] });
    },
  );
});

describe('what a document says', () => {
  test('takes the place of the defaults, and only that', () => {
    const { settings, diagnostics } = read(`{
      "$schema": "./planexrc.schema.json",
      "backend": "mine", // a comment
      "executors": { "mine": { "command": ["agent", "-p"], "prompt": "file", "wallClock": "2h" } },
      "limits": { "grace": "500ms", },
    }`);
    expect(diagnostics).toEqual([]);
    expect(settings).toEqual({
      ...defaults,
      backend: 'mine',
      executors: { mine: { command: ['agent', '-p'], prompt: 'file', env: {}, wallClockMs: 7_200_000 } },
      limits: { ...defaults.limits, graceMs: 500 },
    });
  });

  test('names what would let a fallback take over without asking, as it does commands', () => {
    expect(read('{ "routing": { "failClosed": false } }').commandKeys).toEqual(['routing.failClosed']);
    expect(read('{ "routing": { "failClosed": true } }').commandKeys).toEqual([]);
  });

  test('rows of a routing policy come with times in milliseconds and names in lower case', () => {
    const { settings, diagnostics } = read(
      '{ "routing": { "rows": [{ "work": "analysis", "backend": "Claude", "wallClock": "20m", "fallback": null }] } }',
    );
    expect(diagnostics).toEqual([]);
    expect(settings.routing.rows).toEqual([
      { work: 'analysis', backend: 'claude', wallClockMs: 1_200_000, fallback: null },
    ]);
  });

  test('names the keys that would run commands', () => {
    const text = `{ "setup": "npm ci", "verify": { "command": "make" }, "executors": { "a": { "command": ["x"] } } }`;
    expect(read(text).commandKeys).toEqual(['executors.a.command', 'verify.command', 'setup']);
    expect(read('{ "limits": { "parallelRuns": 1 } }').commandKeys).toEqual([]);
  });
});

describe('mistakes', () => {
  test.each([
    [
      '{ "bakend": "shell" }',
      '1:3: error: unknown key "bakend", did you mean "backend"? (settings-unknown-key)',
    ],
    [
      '{\n  "limits": {\n    "Grace": "1s" }\n}',
      '3:5: error: unknown key "limits.Grace", did you mean "grace"?',
    ],
    ['{ "executors": { "a": { "comand": ["x"], "command": ["x"] } } }', 'did you mean "command"?'],
    ['{ "zzzzzz": 1 }', 'unknown key "zzzzzz" (settings-unknown-key)'],
    ['{ "limits": { "wallClock": "soon" } }', '1:28: error: limits.wallClock: expected a duration'],
    ['{ "limits": { "wallClock": "30d" } }', 'expected a duration of at most 7d'],
    ['{ "limits": { "parallelRuns": 0 } }', '1:31: error: limits.parallelRuns: '],
    ['{ "landing": { "branch": "main" } }', '1:26: error: landing.branch: '],
    ['{ "workspace": "in-place" }', '1:16: error: workspace: '],
    ['{ "executors": { "a": {} } }', '1:18: error: executors.a.command: '],
    ['{ "executors": { "shell": { "command": ["x"] } } }', '"shell" is a built-in executor'],
    ['{ "executors": { "My Agent": { "command": ["x"] } } }', 'expected a name of lower-case letters'],
    ['{ "backend": "mine" }', 'there is no executor "mine"'],
    ['{ "backend": "shel" }', 'did you mean "shell"?'],
    ['{ "backend": "constructor" }', 'there is no executor "constructor"'],
    ['{ "schedule": { "reconcile": "soon" } }', '1:30: error: schedule.reconcile: expected five fields'],
    [
      '{ "schedule": { "recurring": { "docs/plans/a.md": "x" } } }',
      'recurring.docs/plans/a.md: expected five fields',
    ],
    ['{ "schedule": { "timezone": "Mars/Base" } }', '"Mars/Base" is not a time zone'],
    [
      '{ "artifacts": { "plans": ["../*.md"] } }',
      '1:28: error: artifacts.plans.0: expected a pattern relative',
    ],
    ['{ "artifacts": { "plans": ["/etc/*.md"] } }', 'expected a pattern relative'],
    ['{ "__proto__": { "backend": "x" } }', '1:3: error: the key "__proto__" is not allowed'],
    ['{ "verify": { "__proto__": { "command": "x" } } }', 'the key "__proto__" is not allowed'],
    ['{ "backend": "shell",\n "backend": "shell" }', '2:2: error: the key "backend" is there twice'],
    ['[]', '1:1: error: '],
    ['{ "backend": }', '1:14: error: expected a value (settings-syntax)'],
    ['{ "backend": "shell" "limits": {} }', 'expected "," between the entries'],
    ['{ "backend": "shell"', 'expected "}"'],
    ['{ "verify": { "command": "  " } }', 'expected a command'],
    ['{ "routing": { "preset": "codex" } }', '1:26: error: routing.preset: '],
    ['{ "routing": { "rows": [{ "work": "cooking" }] } }', '1:35: error: routing.rows.0.work: '],
    ['{ "routing": { "rows": [{ "work": "research", "modl": "x" }] } }', 'did you mean "model"?'],
    [
      '{ "routing": { "rows": [{ "work": "research", "backend": "gemni" }] } }',
      '1:58: error: routing.rows.0.backend: there is no executor "gemni", did you mean "gemini"?',
    ],
    [
      '{ "routing": { "rows": [{ "work": "options", "also": { "backend": "nobody" } }] } }',
      'routing.rows.0.also.backend: there is no executor "nobody"',
    ],
    [
      '{ "routing": { "rows": [{ "work": "research" }, { "work": "research" }] } }',
      'routing.rows.1.work: there is a row for research already',
    ],
    [
      '{ "routing": { "rows": [{ "work": "research", "model": "--yolo" }] } }',
      'expected the name of a model',
    ],
    ['{ "routing": { "models": "presets" } }', 'expected "preset" or an object'],
    ['{ "executors": { "person": { "command": ["x"] } } }', '"person" is a built-in executor'],
  ])('%s', (text, message) => {
    const said = complain(text);
    expect(said.join('\n')).toContain(message);
    expect(read(text).settings).toEqual(defaults);
  });

  test('are told all at once, in the order of the document', () => {
    const said = complain(`{
      "schedule": { "reconcile": "x", "timezone": "Y" },
      "limits": { "parallelRuns": "3", "grace": 10, "grase": "1s" },
      "__proto__": {},
    }`);
    expect(said.map((line) => line.split(':').slice(1, 3).join(':'))).toEqual([
      '2:34',
      '2:51',
      '3:35',
      '3:49',
      '3:53',
      '4:7',
    ]);
  });

  test('a file too large or not UTF-8 is refused', () => {
    expect(complain(`{}${' '.repeat(256 * 1024)}`)).toEqual([
      expect.stringContaining('expected at most 262144'),
    ]);
    const { diagnostics } = readSettings(Uint8Array.of(0x7b, 0xff, 0x7d), checkCron);
    expect(diagnostics).toEqual([expect.objectContaining({ rule: 'settings-encoding' })]);
  });

  test('a document nested without end is refused', () => {
    expect(complain('['.repeat(200_000))).toEqual([expect.stringContaining('nested more than 64 levels')]);
  });
});

property.prop([
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '/', '*', '\\', '\n', 'a', '1') }),
  ),
])('no text makes the reader throw, and no mistake gets through', (text) => {
  const { settings, diagnostics } = read(text);
  if (diagnostics.length > 0) expect(settings).toEqual(defaults);
  for (const { line, column } of diagnostics) expect((line ?? 0) > 0 && (column ?? 0) > 0).toBe(true);
});
