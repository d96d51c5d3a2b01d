import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon } from '../daemon.ts';
import { endGroup, isInstalled, waitUntil } from '../programs.ts';
import { type BenchRepository, makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Comparison, Row, Sample } from '../row.ts';
import { interleave, summarise } from '../sample.ts';

const ROUNDS = 12;

/** What is dropped. JSON is believed as soon as it parses, Markdown once nothing has happened to it for a while. */
type Kind = 'a solution (JSON)' | 'a plan (Markdown)';

const PLACES: Record<Kind, (name: string) => string> = {
  'a solution (JSON)': (name) => `docs/issues/${name}.json`,
  'a plan (Markdown)': (name) => `docs/plans/2026-11-20-${name}.md`,
};

/** Such a file is renamed into the repository; how long until its commit is there, against the shortest script that commits. */
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
      for (const one of await measureAt(bench, files)) all.push({ ...one, acceptable });
    }
    return all;
  },
};

async function measureAt(bench: BenchContext, files: number): Promise<Comparison[]> {
  const ours = makeBenchRepository(bench, `ours-${files}`, files);
  const theirs = makeBenchRepository(bench, `theirs-${files}`, files);
  for (const { path } of [ours, theirs]) {
    for (const folder of ['docs/plans', 'docs/issues']) mkdirSync(join(path, folder), { recursive: true });
  }
  const marks = join(bench.folder, `marks-${files}`);
  writeFileSync(marks, '');
  const drops: Drop[] = [];
  const loop = isInstalled('inotifywait') ? startLoop(theirs, bench.env) : undefined;
  const daemon = await startDaemon(bench, ours.path, { PLANEX_MARKS: marks });
  try {
    const drop = async (repository: BenchRepository, kind: Kind, round: number): Promise<number> => {
      const ready = join(bench.folder, 'next');
      const name = `drop-${round}-${kind === 'a plan (Markdown)' ? 'plan' : 'solution'}`;
      writeFileSync(ready, describeWork(kind, name));
      const branch = join(repository.path, '.git/refs/heads/main');
      const before = readFileSync(branch, 'utf8');
      const startedAt = performance.now();
      if (repository === ours) drops.push({ kind, at: performance.timeOrigin + startedAt });
      renameSync(ready, join(repository.path, PLACES[kind](name)));
      await waitUntil(() => readFileSync(branch, 'utf8') !== before, `the commit of ${name}`);
      return performance.now() - startedAt;
    };
    for (const repository of [ours, theirs]) {
      repository.write('README.md', '# A file to copy\n');
      repository.git('add', 'README.md');
      repository.git('commit', '--quiet', '-m', 'a file to copy');
    }
    const kinds = Object.keys(PLACES).filter((name): name is Kind => name in PLACES);
    const acts = kinds.map((kind) => (round: number) => drop(ours, kind, round));
    if (loop !== undefined) acts.push((round: number) => drop(theirs, 'a plan (Markdown)', round));
    const samples = await interleave(ROUNDS, acts);
    const against = { name: 'sh loop with inotifywait', ...(samples[kinds.length] ?? nothing()) };
    const marked = readMarks(marks);
    return kinds.map((kind, at): Comparison => {
      const parts = nameParts(marked, drops, kind);
      const planex = samples[at] ?? nothing();
      const notes = loop === undefined ? ['inotifywait is not installed here.'] : NOTES[kind];
      return { at: `${files} tracked files, ${kind}`, unit: 'ms', planex, against, parts, notes };
    });
  } finally {
    await daemon.stop();
    if (loop !== undefined) await endGroup(loop);
  }
}

const NOTES: Record<Kind, string[]> = {
  'a solution (JSON)': [
    'Nothing is waited for: what remains is processes of git, and records that are flushed to the disk.',
  ],
  'a plan (Markdown)': ['planex waits 100 ms for a Markdown file to settle, by design.'],
};

/** One task that copies a file. */
function describeWork(kind: Kind, name: string): string {
  const command = `cp README.md out/${name}.txt`;
  if (kind === 'a plan (Markdown)') return planFor(name, [command]);
  const files = [{ path: `out/${name}.txt`, action: 'create' }];
  const commands = ['mkdir -p out', command];
  const task = { id: 'T1', title: `Write ${name}`, backend: 'shell', files, commands };
  return `${JSON.stringify({ issue_id: name, solution: { tasks: [task] } }, undefined, 2)}\n`;
}

/** What people write in an afternoon: each file that comes in is copied and committed. */
function startLoop({ path }: BenchRepository, env: NodeJS.ProcessEnv): ChildProcess {
  const script = `inotifywait -qm -e moved_to --format %f docs/plans | while read -r name; do
  mkdir -p out && cp README.md "out/$name" && git add "out/$name" && git commit -qm "$name" -- "out/$name"
done`;
  return spawn('sh', ['-c', script], { cwd: path, env, stdio: 'ignore', detached: true });
}

/** When something was dropped. */
interface Drop {
  kind: Kind;
  /** Milliseconds since 1970. */
  at: number;
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

/** The first drop of each kind warms up and does not count. */
function nameParts(
  marks: readonly Mark[],
  drops: readonly Drop[],
  kind: Kind,
): { name: string; value: number }[] {
  const values = new Map<string, number[]>(PARTS.map(([, name]) => [name, []]));
  const first = drops.findIndex((drop) => drop.kind === kind);
  for (const [index, { at: startedAt, kind: own }] of drops.entries()) {
    if (own !== kind || index === first) continue;
    const endsAt = drops[index + 1]?.at ?? Number.POSITIVE_INFINITY;
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
