import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon } from '../daemon.ts';
import { end, isInstalled, waitUntil } from '../programs.ts';
import { type BenchRepository, makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Comparison, Row, Sample } from '../row.ts';
import { interleave, summarise } from '../sample.ts';

const ROUNDS = 12;

/** A plan is renamed into the repository; how long until its commit is there, against the shortest script that commits. */
export const dropToCommit: Row = {
  name: 'drop-to-commit',
  title: 'dropped file → commit exists, executor = cp / sh loop with inotifywait',
  async measure(bench) {
    const all: Comparison[] = [];
    for (const [files, acceptable] of [
      [100, 4],
      [10_000, 2.5],
    ] as const) {
      bench.say(`dropping among ${files} files`);
      all.push({ ...(await measureAt(bench, files)), acceptable });
    }
    return all;
  },
};

async function measureAt(bench: BenchContext, files: number): Promise<Comparison> {
  const ours = makeBenchRepository(bench, `ours-${files}`, files);
  const theirs = makeBenchRepository(bench, `theirs-${files}`, files);
  for (const { path } of [ours, theirs]) mkdirSync(join(path, 'docs/plans'), { recursive: true });
  const marks = join(bench.folder, `marks-${files}`);
  writeFileSync(marks, '');
  const droppedAt: number[] = [];
  const loop = isInstalled('inotifywait') ? startLoop(theirs, bench.env) : undefined;
  const daemon = await startDaemon(bench, ours.path, { PLANEX_MARKS: marks });
  try {
    const drop = async (repository: BenchRepository, round: number, watched: string): Promise<number> => {
      const ready = join(bench.folder, 'next.md');
      writeFileSync(ready, planFor(`drop-${round}`, [`cp README.md out/drop-${round}.txt`]));
      const branch = join(repository.path, '.git/refs/heads/main');
      const before = readFileSync(branch, 'utf8');
      const startedAt = performance.now();
      if (repository === ours) droppedAt.push(performance.timeOrigin + startedAt);
      renameSync(ready, join(repository.path, watched, `2026-11-20-drop-${round}.md`));
      await waitUntil(() => readFileSync(branch, 'utf8') !== before, `the commit of drop ${round}`);
      return performance.now() - startedAt;
    };
    for (const repository of [ours, theirs]) {
      repository.write('README.md', '# A file to copy\n');
      repository.git('add', 'README.md');
      repository.git('commit', '--quiet', '-m', 'a file to copy');
    }
    const acts = [(round: number) => drop(ours, round, 'docs/plans')];
    if (loop !== undefined) acts.push((round: number) => drop(theirs, round, 'docs/plans'));
    const [planex, against] = await interleave(ROUNDS, acts);
    if (planex === undefined) throw new Error('nothing was measured');
    return {
      at: `${files} tracked files`,
      unit: 'ms',
      planex,
      against: { name: 'sh loop with inotifywait', ...(against ?? nothing()) },
      parts: nameParts(readMarks(marks), droppedAt.slice(1)),
      notes:
        against === undefined
          ? ['inotifywait is not installed here.']
          : ['planex waits 100 ms for a Markdown file to settle, by design.'],
    };
  } finally {
    await daemon.stop();
    if (loop !== undefined) await end(loop);
  }
}

/** What people write in an afternoon: each file that comes in is copied and committed. */
function startLoop({ path }: BenchRepository, env: NodeJS.ProcessEnv): ChildProcess {
  const script = `inotifywait -qm -e moved_to --format %f docs/plans | while read -r name; do
  mkdir -p out && cp README.md "out/$name" && git add "out/$name" && git commit -qm "$name" -- "out/$name"
done`;
  return spawn('sh', ['-c', script], { cwd: path, env, stdio: 'ignore', detached: true });
}

interface Mark {
  at: number;
  name: string;
}

function readMarks(file: string): Mark[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [at, name] = line.split(' ');
    return name === undefined ? [] : [{ at: Number(at), name }];
  });
}

/** From each mark to the next, what happened between them. Marks that come more than once in a drop count the first time. */
const PARTS: readonly (readonly [mark: string, name: string])[] = [
  ['watch:hint', 'event'],
  ['feed:changed', 'settle and read'],
  ['look:begin', 'wake'],
  ['look:end', 'look'],
  ['run:claimed', 'claim'],
  ['run:preparing', 'begin'],
  ['run:executing', 'workspace'],
  ['process:started', 'spawn'],
  ['run:verifying', 'run'],
  ['run:committing', 'verify'],
  ['run:landing', 'commit'],
  ['run:ended', 'land'],
];
const LAST = 'run:ended';

function nameParts(marks: readonly Mark[], droppedAt: readonly number[]): { name: string; value: number }[] {
  const values = new Map<string, number[]>(PARTS.map(([, name]) => [name, []]));
  for (const [index, startedAt] of droppedAt.entries()) {
    const endsAt = droppedAt[index + 1] ?? Number.POSITIVE_INFINITY;
    // A run still writes its record when its commit is there already, and with it the next file.
    const isOwn = ({ at, name }: Mark): boolean => at < endsAt || name === LAST;
    let before = startedAt;
    for (const [mark, name] of PARTS) {
      const found = marks.find((one) => one.name === mark && one.at >= before && isOwn(one));
      if (found === undefined) break;
      values.get(name)?.push(found.at - before);
      before = found.at;
    }
  }
  return [...values].map(([name, all]) => ({ name, value: summarise(all).median }));
}

function nothing(): Sample {
  return summarise([]);
}
