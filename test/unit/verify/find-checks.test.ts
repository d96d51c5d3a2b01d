import { describe, expect, test } from 'vitest';
import type { Script } from '../../../src/artifacts/artifact.ts';
import { findChecks } from '../../../src/verify/find-checks.ts';
import type { ProjectView } from '../../../src/verify/project-view.ts';
import { makeScript } from '../../support/executor-request.ts';

type Files = Record<string, string>;

/** A project that exists only as these files, on a machine with these programs. */
function pretendProject(files: Files, programs: string[] = ['npm', 'bash']): ProjectView {
  const paths = Object.keys(files);
  return {
    exists: (path) => paths.some((file) => file === path || file.startsWith(`${path}/`)),
    read: (path) => files[path],
    list: (path) => {
      const start = path === '' ? '' : `${path}/`;
      const below = paths.filter((file) => file.startsWith(start)).map((file) => file.slice(start.length));
      return [...new Set(below.map((file) => file.replace(/\/.*/, '')))];
    },
    hasProgram: (name) => programs.includes(name),
  };
}

function findCommands(files: Files, programs?: string[]): string[] {
  return findChecks(pretendProject(files, programs), { verify: [] }).map((check) => check.command);
}

const packageWith = (scripts: object, more: object = {}): string => JSON.stringify({ scripts, ...more });
const tested = packageWith({ test: 'vitest run' });
const untested = packageWith({ test: 'echo "Error: no test specified" && exit 1' });

describe('order', () => {
  const everything: Files = {
    'tsconfig.json': '{}',
    'node_modules/.bin/tsc': '',
    'package.json': tested,
    'pytest.ini': '',
    Makefile: 'test:\n\ttrue\n',
    'Cargo.toml': '',
    'go.mod': '',
  };
  const verify: Script[] = [
    makeScript('npm test -- login\n'),
    makeScript(' \n'),
    makeScript('ls a\nls b', 'bash'),
  ];

  test("the task's own checks come before everything else", () => {
    expect(findChecks(pretendProject(everything), { verify, configured: 'make check' })).toEqual([
      { kind: 'task', command: 'npm test -- login', shell: 'sh' },
      { kind: 'task', command: 'ls a\nls b', shell: 'bash' },
    ]);
  });

  test('what only looks at files judges beside the tests of the project', () => {
    const look = { ...makeScript('grep -q hot tea.txt'), looks: true } as const;
    const find = (verify: Script[], configured?: string): string[] =>
      findChecks(pretendProject({ 'package.json': tested }), { verify, configured }).map(
        ({ command }) => command,
      );
    expect(find([look])).toEqual(['grep -q hot tea.txt', 'npm run test']);
    expect(find([look], 'make check')).toEqual(['grep -q hot tea.txt', 'make check']);
    expect(find([look, makeScript('npm run lint')])).toEqual(['grep -q hot tea.txt', 'npm run lint']);
  });

  test('a fence for bash is run by sh where there is no bash', () => {
    const [, check] = findChecks(pretendProject({}, []), { verify });
    expect(check?.shell).toBe('sh');
  });

  test('then the configured command', () => {
    expect(findChecks(pretendProject(everything), { verify: [], configured: 'make check' })).toEqual([
      { kind: 'configured', command: 'make check', shell: 'sh' },
    ]);
    expect(findChecks(pretendProject({}), { verify: [], configured: ' ' })).toEqual([]);
  });

  test('then the type check and the first kind of tests that the project has', () => {
    const left = { ...everything };
    const found: string[][] = [];
    for (const gone of ['tsconfig.json', 'package.json', 'pytest.ini', 'Makefile', 'Cargo.toml', 'go.mod']) {
      found.push(findCommands(left));
      delete left[gone];
    }
    expect(found).toEqual([
      ['node_modules/.bin/tsc --noEmit', 'npm run test'],
      ['npm run test'],
      ['python3 -m pytest'],
      ['make test'],
      ['cargo test'],
      ['go test ./...'],
    ]);
    expect(findCommands(left)).toEqual([]);
  });

  test('a type check needs both a tsconfig.json and a compiler of its own', () => {
    expect(findCommands({ 'tsconfig.json': '{}' })).toEqual([]);
    expect(findCommands({ 'node_modules/.bin/tsc': '' })).toEqual([]);
  });
});

describe('package.json', () => {
  test.each<[string, string, string[]]>([
    ['test', tested, ['npm run test']],
    ['test:unit where there is no test', packageWith({ 'test:unit': 'jest' }), ['npm run test:unit']],
    ['test before test:unit', packageWith({ 'test:unit': 'jest', test: 'jest' }), ['npm run test']],
    ["npm's own placeholder is no test", untested, []],
    ['an empty script is no test', packageWith({ test: ' ' }), []],
    ['other scripts are no tests', packageWith({ build: 'tsc' }), []],
    ['no scripts', '{}', []],
    ['a byte order mark', `\uFEFF${tested}`, ['npm run test']],
    ['a broken file fails rather than passes for untested', '{ "scripts": {', ['npm run test']],
    ['so does one of another shape', '{ "scripts": [] }', ['npm run test']],
  ])('%s', (_, text, commands) => {
    expect(findCommands({ 'package.json': text })).toEqual(commands);
  });

  const all = ['npm', 'pnpm', 'yarn', 'bun'];
  test.each<[string, Files, string[], string]>([
    ['pnpm-lock.yaml', { 'pnpm-lock.yaml': '' }, all, 'pnpm run test'],
    ['yarn.lock', { 'yarn.lock': '' }, all, 'yarn run test'],
    ['bun.lock', { 'bun.lock': '' }, all, 'bun run test'],
    ['bun.lockb', { 'bun.lockb': '' }, all, 'bun run test'],
    ['package-lock.json', { 'package-lock.json': '' }, all, 'npm run test'],
    ['no lock file', {}, all, 'npm run test'],
    ['a manager that is not installed', { 'pnpm-lock.yaml': '' }, ['npm'], 'npm run test'],
    [
      'packageManager',
      { 'package.json': packageWith({ test: 'x' }, { packageManager: 'pnpm@9.1.0' }) },
      all,
      'pnpm run test',
    ],
  ])('is run by the package manager of %s', (_, files, programs, command) => {
    expect(findCommands({ 'package.json': tested, ...files }, programs)).toEqual([command]);
  });
});

describe('pytest', () => {
  test.each<[string, Files, boolean]>([
    ['pytest.ini', { 'pytest.ini': '' }, true],
    ['setup.cfg with its section', { 'setup.cfg': '[metadata]\n[tool:pytest]\n' }, true],
    ['setup.cfg without', { 'setup.cfg': '[metadata]\n' }, false],
    ['tox.ini with its section', { 'tox.ini': '[tox]\n[pytest]\n' }, true],
    ['tox.ini without', { 'tox.ini': '[tox]\n' }, false],
    ['pyproject.toml with its section', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }, true],
    ['pyproject.toml without', { 'pyproject.toml': '[project]\nname = "tool.pytest"\n' }, false],
    ['conftest.py', { 'conftest.py': '' }, true],
    ['tests/conftest.py', { 'tests/conftest.py': '' }, true],
    ['tests/test_it.py', { 'tests/test_it.py': '' }, true],
    ['tests/unit/test_it.py', { 'tests/unit/test_it.py': '' }, true],
    ['test_it.py', { 'test_it.py': '' }, true],
    ['src/test_it.py', { 'src/test_it.py': '' }, false],
    ['a folder of other tests', { 'tests/it.test.js': '' }, false],
  ])('%s', (_, files, found) => {
    expect(findChecks(pretendProject(files), { verify: [] })).toEqual(
      found ? [{ kind: 'tests', command: 'python3 -m pytest', shell: 'sh', noTestsCode: 5 }] : [],
    );
  });

  test('is taken from the virtual environment, else from the PATH, else as a module', () => {
    const files = { 'pytest.ini': '' };
    expect(findCommands({ ...files, '.venv/bin/pytest': '' }, ['pytest'])).toEqual(['.venv/bin/pytest']);
    expect(findCommands({ ...files, 'venv/bin/pytest': '' }, ['pytest'])).toEqual(['venv/bin/pytest']);
    expect(findCommands(files, ['pytest'])).toEqual(['pytest']);
    expect(findCommands(files, [])).toEqual(['python3 -m pytest']);
  });
});

describe('Makefile', () => {
  test.each([
    ['test:\n\ttrue\n', true],
    ['all: build\n\ntest: build\n\ttrue\n', true],
    ['check test :\n\ttrue\n', true],
    ['test::\n\ttrue\n', true],
    ['test: MODE := fast\n', true],
    ['.PHONY: test\n', false],
    ['test := 1\n', false],
    ['test ::= 1\n', false],
    ['test = 1\n', false],
    ['tests:\n\ttrue\n', false],
    ['build:\n\ttest: -f x\n', false],
    ['# test: not yet\n', false],
    ['', false],
  ])('%j has a test target: %s', (text, found) => {
    expect(findCommands({ Makefile: text })).toEqual(found ? ['make test'] : []);
  });

  test('may be called makefile or GNUmakefile', () => {
    expect(findCommands({ makefile: 'test:\n' })).toEqual(['make test']);
    expect(findCommands({ GNUmakefile: 'build:\n', Makefile: 'test:\n' })).toEqual([]);
  });
});
