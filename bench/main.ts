import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';
import { judge, type Measured, renderComparison, renderDocument } from './report.ts';
import type { BenchContext } from './row.ts';
import { ROWS } from './rows.ts';

/** What others use for the same, as published. */
const PEERS = [
  'chokidar',
  'execa',
  'husky',
  'lefthook',
  'lowdb',
  'nodemon',
  'simple-git',
  'simple-git-hooks',
  'write-file-atomic',
];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    planex: { type: 'string', default: 'dist/planex.js' },
  },
});
const rows = ROWS.filter(({ name }) => options.only === undefined || options.only.includes(name));
if (rows.length === 0) throw new Error(`--only takes ${ROWS.map(({ name }) => name).join(', ')}`);

const top = realpathSync(mkdtempSync(join(tmpdir(), 'planex-bench-')));
const measured: Measured[] = [];
try {
  const peers = installPeers(top);
  const env = makeEnvironment(top);
  Object.assign(process.env, env);
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const row of rows) {
    const folder = join(top, row.name);
    mkdirSync(folder);
    console.log(`${row.title} [${row.name}]`);
    const context: BenchContext = {
      planex: realpathSync(options.planex),
      folder,
      env,
      peers,
      say: (line) => console.error(`  … ${line}`),
    };
    const result = await row.measure(context).then(
      (comparisons): Measured => ({ row, comparisons }),
      (error: unknown): Measured => ({ row, comparisons: [], problem: String(error) }),
    );
    measured.push(result);
    for (const line of result.comparisons.flatMap(renderComparison)) console.log(line);
    if (result.problem !== undefined) console.log(`  not measured: ${result.problem}`);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
} finally {
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
}
if (options.write) {
  mkdirSync('docs', { recursive: true });
  writeFileSync(
    'docs/benchmarks.md',
    renderDocument(measured, describeMachine(), new Date().toISOString().slice(0, 10)),
  );
}
const isMissed = measured.some(
  ({ comparisons, problem }) => problem !== undefined || comparisons.some((one) => judge(one) === 'missed'),
);
process.exitCode = options.strict && isMissed ? 1 : 0;

/** A home of its own: nobody's Git configuration, hooks or planex settings count. */
function makeEnvironment(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home);
  const config = join(home, 'gitconfig');
  writeFileSync(
    config,
    '[user]\n\tname = Ada Example\n\temail = ada@example.test\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n',
  );
  return {
    PATH: process.env['PATH'],
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    GIT_CONFIG_GLOBAL: config,
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

function installPeers(folder: string): string {
  const peers = join(folder, 'peers');
  mkdirSync(peers);
  writeFileSync(join(peers, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...PEERS];
  execFileSync('npm', args, { cwd: peers, stdio: ['ignore', 'ignore', 'inherit'] });
  return peers;
}
