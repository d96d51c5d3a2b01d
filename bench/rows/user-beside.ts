import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDaemon, trustAll } from '../daemon.ts';
import { type BenchRepository, makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Comparison, Row } from '../row.ts';
import { single } from '../sample.ts';
import { startLandings, type SteadyLandings } from '../steady-landings.ts';

/** How a person goes about it, and what lands meanwhile. */
interface Rhythm {
  name: string;
  /** Who lands: a daemon with plans enough, as fast as it can, or landings alone, so many a second. */
  landings: 'of a daemon' | number;
  lastsMs: number;
  /** Longest pause between two commands, in milliseconds; the others are as likely. */
  longestPauseMs: number;
  /** As many landings a second it has to be at least, or else nothing was measured. */
  leastLandings: number;
}

const RHYTHMS: readonly Rhythm[] = [
  {
    name: 'a command every 150 ms, landings alone',
    landings: 4,
    lastsMs: 120_000,
    longestPauseMs: 300,
    leastLandings: 3.8,
  },
  {
    name: 'a command every 150 ms, a daemon at work',
    landings: 'of a daemon',
    lastsMs: 120_000,
    longestPauseMs: 300,
    leastLandings: 2,
  },
  {
    name: 'commands without a pause, a daemon at work',
    landings: 'of a daemon',
    lastsMs: 20_000,
    longestPauseMs: 0,
    leastLandings: 0,
  },
];
const PLANS = 700;

/** A person commits while planex lands on the same branch: how many commands fail for a lock. */
export const userBeside: Row = {
  name: 'user-beside',
  title: "user's git commands that fail on our lock, with landings going on",
  async measure(bench) {
    const all: Comparison[] = [];
    for (const [index, rhythm] of RHYTHMS.entries()) all.push(await measureAt(bench, rhythm, index));
    return all;
  },
};

async function measureAt(bench: BenchContext, rhythm: Rhythm, index: number): Promise<Comparison> {
  const repository = makeBenchRepository(bench, `repository-${index}`, 100);
  const { path } = repository;
  const landing =
    rhythm.landings === 'of a daemon'
      ? await startDaemonAtWork(bench, repository)
      : startLandings(bench, repository, rhythm.landings);
  let commands = 0;
  let failed = 0;
  const git = async (...args: string[]): Promise<void> => {
    const child = spawn('git', args, { cwd: path, env: bench.env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = await once(child, 'close');
    commands += 1;
    if (code !== 0 && /\.lock|cannot lock ref/.test(said)) failed += 1;
    if (rhythm.longestPauseMs > 0) await pause(Math.random() * rhythm.longestPauseMs);
  };
  const before = landing.count();
  let landings = 0;
  try {
    const endsAt = performance.now() + rhythm.lastsMs;
    for (let round = 0; performance.now() < endsAt; round += 1) {
      repository.write('mine.txt', `${round}\n`);
      await git('add', 'mine.txt');
      await git('commit', '--quiet', '-m', `mine ${round}`, '--', 'mine.txt');
      await git('status', '--short');
    }
    // Those that wait for the person to come to rest land later, and do not count.
    landings = landing.count() - before;
  } finally {
    await landing.stop();
  }
  const perSecond = landings / (rhythm.lastsMs / 1_000);
  if (perSecond < rhythm.leastLandings) {
    throw new Error(`${landings} landings in ${rhythm.lastsMs / 1_000} s are too few to be beside`);
  }
  const notes = [
    `${failed} of ${commands} commands, beside ${perSecond.toFixed(1)} landings a second, with ${rhythm.name}.`,
  ];
  const against = { name: 'nothing', ...single(0) };
  const planex = single((100 * failed) / commands);
  // Where planex waits for the person to come to rest, nothing can fail.
  const bounds = rhythm.leastLandings > 0 ? { target: 1, acceptable: 2.5 } : {};
  return { at: rhythm.name, unit: '%', planex, against, ...bounds, absolute: true, notes };
}

/** Starts a daemon that has plans enough for as long as anybody watches. */
async function startDaemonAtWork(bench: BenchContext, repository: BenchRepository): Promise<SteadyLandings> {
  for (let number = 0; number < PLANS; number += 1) {
    repository.write(`docs/plans/2026-11-20-plan-${number}.md`, planFor(`plan-${number}`));
  }
  await trustAll(bench, repository.path);
  const daemon = await startDaemon(bench, repository.path);
  const log = join(repository.path, '.git/planex/events.jsonl');
  return {
    count: () => readFileSync(log, 'utf8').split('"task:landed"').length - 1,
    stop: () => daemon.stop(),
  };
}
