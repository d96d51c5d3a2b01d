import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../..', import.meta.url));
const source = join(top, 'src');

/** Which rooms each room may import. The files at the top of `src` that belong to no room are named by themselves. */
const EDGES = [
  'config',
  'control',
  'executors',
  'git',
  'logging',
  'schedule',
  'startup',
  'state',
  'telemetry',
  'verify',
  'watch',
];
const GROUND = [
  'result',
  'errors',
  'schema',
  'zod',
  'version',
  'process-identity',
  'fault-point',
  'mark-instant',
  'find-program',
  'duration',
  'storage-error',
  'read-if-there',
  'read-regular-file',
  'remove-file',
  'sha256',
];
const MAY_IMPORT: Record<string, string[]> = {
  cli: ['commands'],
  commands: [
    'compose',
    'daemon',
    'guard',
    'refine',
    'issues',
    'routing',
    'tolerances',
    'tasks',
    'execplan',
    'artifacts',
  ],
  compose: [
    'daemon',
    ...EDGES,
    'guard',
    'planning',
    'refine',
    'issues',
    'routing',
    'tolerances',
    'tasks',
    'execplan',
    'artifacts',
  ],
  daemon: ['issues', 'routing', 'tolerances', 'tasks', 'execplan', 'artifacts'],
  ...Object.fromEntries(EDGES.map((edge) => [edge, ['issues', 'routing', 'tasks', 'artifacts']])),
  routing: ['tasks', 'artifacts'],
  planning: ['tasks', 'artifacts'],
  refine: ['tasks', 'artifacts'],
  issues: ['tasks', 'artifacts'],
  tasks: ['artifacts'],
  tolerances: ['tasks', 'execplan', 'artifacts'],
  execplan: ['artifacts'],
  guard: ['artifacts'],
  artifacts: [],
};

/** The one file that imports each third-party library. */
const OWNERS: Record<string, string> = {
  '@clack/prompts': 'commands/ask.ts',
  '@lezer/common': 'artifacts/markdown.ts',
  '@lezer/markdown': 'artifacts/markdown.ts',
  chokidar: 'watch/watcher.ts',
  commander: 'commands/run-command-line.ts',
  execa: 'executors/run-process.ts',
  'jsonc-parser': 'config/jsonc.ts',
  lowdb: 'state/document.ts',
  'node-cron': 'schedule/cron.ts',
  picomatch: 'watch/globs.ts',
  pino: 'logging/daemon-log.ts',
  'simple-git': 'git/porcelain.ts',
  'smol-toml': 'tolerances/dependencies/read-toml.ts',
  zod: 'zod.ts',
};

const PURE_ROOMS = [
  'artifacts',
  'execplan',
  'guard',
  'issues',
  'planning',
  'refine',
  'routing',
  'tasks',
  'tolerances',
];
const PURE_MODULES = new Set(['node:crypto', 'node:path', 'node:buffer', 'node:util']);
const VAGUE_NAMES =
  /(^|[/-])(utils?|helpers?|common|misc|core|lib|manager|service|handler|coordinator)(\.ts|-|\/)/;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), imports: listImports(join(source, path)) }));

function listImports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /(?:(?:^|\s)(?:from|import)\s*\(?|getBuiltinModule\()\s*'([^']+)'/g;
  return [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

function roomOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length === 0 ? first.replace(/\.ts$/, '') : first;
}

/** The policies in `config/` are data that one file makes part of the program. */
function isPreset(path: string, target: string): boolean {
  return path === 'routing/presets.ts' && target.startsWith('../config/presets/');
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('architecture', () => {
  it('imports run one way', () => {
    const wrong = files.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      const allowed = GROUND.includes(room) ? GROUND : [room, ...GROUND, ...(MAY_IMPORT[room] ?? [])];
      return imports
        .filter((name) => name.startsWith('.'))
        .map((name) => relative(source, join(source, dirname(path), name)))
        .filter((target) => !allowed.includes(roomOf(target)) && !isPreset(path, target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('no file leads back to itself', () => {
    const targets = new Map(
      files.map(({ path, imports }) => [
        path,
        imports
          .filter((name) => name.startsWith('.'))
          .map((name) => relative(source, join(source, dirname(path), name))),
      ]),
    );
    const led = new Set<string>();
    const circles: string[] = [];
    const follow = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' > '));
      if (led.has(path)) return;
      led.add(path);
      for (const target of targets.get(path) ?? []) follow(target, [...way, path]);
    };
    for (const path of targets.keys()) follow(path, []);
    expect(circles).toEqual([]);
  });

  it('landing, workspaces and history know nothing of each other', () => {
    const suites = ['landing', 'workspace', 'history'];
    const wrong = files.flatMap(({ path, imports }) => {
      const [, suite = ''] = /^git\/(\w+)\//.exec(path) ?? [];
      return imports
        .map((name) => relative(source, join(source, dirname(path), name)))
        .filter((target) => suites.some((other) => other !== suite && target.startsWith(`git/${other}/`)))
        .filter(() => suite !== '')
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('knows every room', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => !GROUND.includes(room) && MAY_IMPORT[room] === undefined)).toEqual([]);
  });

  it('each third-party library is imported by its one owner', () => {
    const found = files.flatMap(({ path, imports }) =>
      imports
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map((name) => `${packageOf(name)} in ${path}`),
    );
    const expected = Object.entries(OWNERS).map(([name, path]) => `${name} in ${path}`);
    expect([...new Set(found)].sort()).toEqual(expected.sort());
  });

  it('every dependency in package.json has an owner', () => {
    const { dependencies } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies).sort()).toEqual(Object.keys(OWNERS).sort());
  });

  it('pure rooms touch no file, process, network or clock', () => {
    const wrong = files
      .filter(({ path }) => PURE_ROOMS.includes(roomOf(path)))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => name.startsWith('node:') && !PURE_MODULES.has(name))
          .map((name) => `${path}: ${name}`),
      );
    expect(wrong).toEqual([]);
    const clocks = files
      .filter(({ path }) => PURE_ROOMS.includes(roomOf(path)))
      .filter(({ path }) =>
        /Date\.now\(\)|new Date\(\)|Math\.random|process\./.test(readFileSync(join(source, path), 'utf8')),
      )
      .map(({ path }) => path);
    expect(clocks).toEqual([]);
  });

  it('only the spawning files start processes', () => {
    const spawning = files
      .filter(({ imports }) => imports.includes('node:child_process'))
      .map(({ path }) => path)
      .sort();
    expect(spawning).toMatchInlineSnapshot(`
      [
        "compose/daemon/spawn-daemon.ts",
        "compose/plans/edit-file.ts",
        "compose/run/detach-run.ts",
        "executors/process-table.ts",
        "git/commit-in-progress.ts",
        "git/git.ts",
        "git/landing/mover.ts",
        "git/landing/ref-transaction.ts",
        "git/workspace/commit-process.ts",
        "process-identity.ts",
        "startup/ask-system.ts",
      ]
    `);
  });

  it('file names say what is in them', () => {
    // The word a person types for it; no room or other file is called so.
    const vague = files.map(({ path }) => path).filter((path) => VAGUE_NAMES.test(`/${path}`));
    expect(vague).toEqual(['commands/service.ts']);
  });
});
