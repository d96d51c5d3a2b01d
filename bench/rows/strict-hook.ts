import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../programs.ts';
import { type BenchRepository, makeBenchRepository } from '../repositories.ts';
import type { BenchContext, Comparison, Row, Sample } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** Branches to fetch, by the folder they are in: fewer where git asks the hook for each. */
const REFS = { many: 1_000, few: 200 };
const COMMITS = 30;
/** What any hook costs, and one that starts a process for each ref. */
const OTHERS = {
  'a hook that does nothing': '#!/bin/sh\nexit 0\n',
  'a process for each ref':
    '#!/bin/sh\nwhile read -r old new ref; do git rev-parse --quiet --verify "$ref" >/dev/null; done\nexit 0\n',
};

/** The hook that git asks for every move of a ref, where nothing is guarded: fetches and a rebase. */
export const strictHook: Row = {
  name: 'strict-hook',
  title: 'fetch and rebase with hooks.strict / without a hook',
  async measure(bench) {
    const origin = makeBenchRepository(bench, 'origin', 100);
    const head = origin.git('rev-parse', 'HEAD');
    for (const name of ['many', 'few'] as const) {
      updateRefs(
        bench,
        origin,
        listRefs(name).map((ref) => `create refs/heads/${ref} ${head}\n`),
      );
    }
    const places = [
      makeStrict(bench),
      makeBenchRepository(bench, 'without', 100),
      ...Object.entries(OTHERS).map(([name, script]) =>
        addHook(makeBenchRepository(bench, name.replaceAll(' ', '-'), 100), script),
      ),
    ];
    for (const place of places) place.git('remote', 'add', 'origin', origin.path);
    bench.say('fetches');
    const one = await measureFetch(bench, places, 'many', ['--atomic'], 4);
    const each = await measureFetch(bench, places, 'few', [], 9);
    const notes = ['Without --atomic, git 2.39 asks any hook twice for each ref.'];
    bench.say('rebases');
    return [one, { ...each, notes }, await measureRebase(bench, places)];
  },
};

function listRefs(name: keyof typeof REFS): string[] {
  return Array.from({ length: REFS[name] }, (_, number) => `${name}/${number}`);
}

function makeStrict(bench: BenchContext): BenchRepository {
  const repository = makeBenchRepository(bench, 'strict', 100);
  repository.write('.planexrc', '{ "hooks": { "strict": true } }\n');
  execFileSync(process.execPath, [bench.planex, 'hooks', 'install'], {
    cwd: repository.path,
    env: bench.env,
    stdio: 'ignore',
  });
  for (const name of ['post-rewrite', 'post-checkout', 'post-commit', 'post-merge', 'pre-commit']) {
    chmodSync(join(repository.path, '.git/hooks', name), 0o644);
  }
  return repository;
}

function addHook(repository: BenchRepository, script: string): BenchRepository {
  repository.write('.git/hooks/reference-transaction', script);
  chmodSync(join(repository.path, '.git/hooks/reference-transaction'), 0o755);
  return repository;
}

async function measureFetch(
  bench: BenchContext,
  places: readonly BenchRepository[],
  name: keyof typeof REFS,
  flags: readonly string[],
  rounds: number,
): Promise<Comparison> {
  const gone = listRefs(name).map((ref) => `delete refs/remotes/origin/${ref}\n`);
  const spec = `+refs/heads/${name}/*:refs/remotes/origin/${name}/*`;
  const samples = await interleave(
    rounds,
    places.map((place) => async () => {
      const options = { cwd: place.path, env: bench.env };
      const tookMs = await timeIt(() => run('git', ['fetch', '--quiet', ...flags, 'origin', spec], options));
      updateRefs(bench, place, gone);
      return tookMs;
    }),
  );
  return compare(`fetch ${[...flags, `of ${REFS[name]} refs`].join(' ')}`, samples);
}

async function measureRebase(bench: BenchContext, places: readonly BenchRepository[]): Promise<Comparison> {
  for (const place of places) {
    for (let number = 0; number < COMMITS; number += 1) {
      place.write(`new-${number}.txt`, 'new\n');
      place.git('add', `new-${number}.txt`);
      place.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', `commit ${number}`);
    }
  }
  const samples = await interleave(
    5,
    places.map((place) => () => {
      const options = { cwd: place.path, env: bench.env };
      return timeIt(() => run('git', ['rebase', '--quiet', '--force-rebase', `HEAD~${COMMITS}`], options));
    }),
  );
  return compare(`rebase of ${COMMITS} commits`, samples);
}

function compare(at: string, samples: readonly Sample[]): Comparison {
  const [planex, against, ...others] = samples;
  if (!planex || !against) throw new Error('nothing was measured');
  const names = Object.keys(OTHERS);
  const peers = others.map((sample, index) => ({ name: names[index] ?? '', ...sample }));
  return {
    at,
    unit: 'ms',
    planex,
    against: { name: 'no hook', ...against },
    peers,
    target: 1.3,
    acceptable: 2,
  };
}

function updateRefs({ env }: BenchContext, { path }: BenchRepository, lines: readonly string[]): void {
  const args = ['-c', 'core.hooksPath=/dev/null', 'update-ref', '--stdin'];
  execFileSync('git', args, { cwd: path, env, input: lines.join(''), stdio: ['pipe', 'ignore', 'inherit'] });
}
