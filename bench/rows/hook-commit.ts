import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled, run } from '../programs.ts';
import { type BenchRepository, makeBenchRepository } from '../repositories.ts';
import type { BenchContext, Comparison, Row, Sample } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** What a person waits for at each commit, with nothing to find; the others run `true` in their hook. */
export const hookCommit: Row = {
  name: 'hook-commit',
  title: 'commit with the hooks / bare commit',
  async measure(bench) {
    const all: Comparison[] = [await measurePeers(bench)];
    for (const [plans, target, acceptable, rounds] of SIZES)
      all.push(await measurePlans(bench, plans, target, acceptable, rounds));
    return all;
  },
};

const SIZES = [
  [1, 1.6, 2, 40],
  [10, 1.8, 2.2, 40],
  [100, 2.7, 3.2, 20],
] as const;
const FILE = 'src/0/file-7.txt';

/** How each of the others is put into a repository whose `node_modules` are installed. */
const PEERS: Record<string, (repository: BenchRepository, runIn: (...command: string[]) => void) => void> = {
  'simple-git-hooks': (repository, runIn) => {
    repository.write('package.json', '{ "private": true, "simple-git-hooks": { "pre-commit": "true" } }\n');
    runIn('node_modules/.bin/simple-git-hooks');
  },
  lefthook: (repository, runIn) => {
    repository.write('lefthook.yml', 'output: false\npre-commit:\n  jobs:\n    - run: "true"\n');
    runIn('node_modules/.bin/lefthook', 'install');
  },
  husky: (repository, runIn) => {
    runIn('node_modules/.bin/husky');
    repository.write('.husky/pre-commit', 'true\n');
  },
  'pre-commit': (repository, runIn) => {
    repository.write(
      '.pre-commit-config.yaml',
      'repos:\n  - repo: local\n    hooks:\n      - id: nothing\n        name: nothing\n        language: system\n        entry: "true"\n',
    );
    runIn('pre-commit', 'install');
  },
};

async function measurePeers(bench: BenchContext): Promise<Comparison> {
  const bare = makeBenchRepository(bench, 'bare', 100);
  const ours = makeBenchRepository(bench, 'ours', 100);
  installHooks(bench, ours);
  const names = Object.keys(PEERS).filter((name) => name !== 'pre-commit' || isInstalled(name));
  const peers = names.map((name) => {
    const repository = makeBenchRepository(bench, name, 100);
    symlinkSync(join(bench.peers, 'node_modules'), join(repository.path, 'node_modules'));
    PEERS[name]?.(repository, (file, ...args) => {
      execFileSync(file ?? '', args, { cwd: repository.path, env: bench.env, stdio: 'ignore' });
    });
    return repository;
  });
  const [planex, against, ...others] = await interleave(
    40,
    [ours, bare, ...peers].map((repository) => (round: number) => {
      repository.write(FILE, `round ${round}\n`);
      repository.git('add', FILE);
      return commit(bench, repository, round);
    }),
  );
  if (!planex || !against) throw new Error('nothing was measured');
  const missing = names.length < Object.keys(PEERS).length ? ['pre-commit is not installed here.'] : [];
  return {
    at: 'no plan staged',
    unit: 'ms',
    planex,
    against: { name: 'bare commit', ...against },
    peers: others.map((sample: Sample, at) => ({ name: names[at] ?? '', ...sample })),
    target: 1.55,
    acceptable: 1.8,
    notes: ['planex: the guard before the commit and the nudge after it.', ...missing],
  };
}

async function measurePlans(
  bench: BenchContext,
  plans: number,
  target: number,
  acceptable: number,
  rounds: number,
): Promise<Comparison> {
  bench.say(`commits of ${plans} plans`);
  const bare = makeBenchRepository(bench, `bare-${plans}`, 100);
  const ours = makeBenchRepository(bench, `ours-${plans}`, 100);
  installHooks(bench, ours);
  const slow = makeBenchRepository(bench, `slow-${plans}`, 100);
  const script = `#!/bin/sh\ngit diff --cached --name-only -- docs/plans | while read -r f; do git show "HEAD:$f" 2>/dev/null | grep -A1 load-bearing | grep -o '\`[^\`]*\`' | while read -r s; do git show ":$f" | grep -qF -e "$s" || exit 1; done || exit 1; done\n`;
  mkdirSync(join(slow.path, '.git/hooks'), { recursive: true });
  slow.write('.git/hooks/pre-commit', script);
  chmodSync(join(slow.path, '.git/hooks/pre-commit'), 0o755);
  const sentinels = Array.from({ length: 10 }, (_, number) => `\`--option-${number}\``).join(', ');
  const [planex, against, bySearch] = await interleave(
    rounds,
    // A person would not wait for the others any more.
    [ours, bare, ...(plans > 10 ? [] : [slow])].map((repository) => (round: number) => {
      for (let number = 0; number < plans; number += 1) {
        const text = `# Plan ${number}\n\nRound ${round}.\n\n**load-bearing:**\n${sentinels}\n`;
        repository.write(`docs/plans/plan-${number}.md`, text);
      }
      repository.git('add', 'docs/plans');
      return commit(bench, repository, round);
    }),
  );
  if (!planex || !against) throw new Error('nothing was measured');
  return {
    at: `${plans} ${plans === 1 ? 'plan' : 'plans'} staged, 10 sentinels each`,
    unit: 'ms',
    planex,
    against: { name: 'bare commit', ...against },
    ...(bySearch === undefined ? {} : { peers: [{ name: 'a process for each sentinel', ...bySearch }] }),
    target,
    acceptable,
  };
}

function installHooks({ planex, env }: BenchContext, { path }: BenchRepository): void {
  execFileSync(process.execPath, [planex, 'hooks', 'install'], { cwd: path, env, stdio: 'ignore' });
}

function commit({ env }: BenchContext, { path }: BenchRepository, round: number): Promise<number> {
  return timeIt(() => run('git', ['commit', '--quiet', '-m', `round ${round}`], { cwd: path, env }));
}
