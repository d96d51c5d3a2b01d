import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readMemory, readProcessorTime, startDaemon, trustAll } from '../daemon.ts';
import { end, run } from '../programs.ts';
import { makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Comparison, Row } from '../row.ts';
import { single } from '../sample.ts';

const SETTLE_MS = 10_000;
const MINUTE_MS = 60_000;

/** What a daemon costs that has nothing to do. */
export const idle: Row = {
  name: 'idle',
  title: 'RSS idle / empty Node, and CPU idle per minute',
  async measure(bench) {
    const few = await measureAt(bench, 10, { target: 1.4, acceptable: 1.8 }, true);
    return [...few, ...(await measureAt(bench, 10_000, { target: 1.8, acceptable: 2.4 }, false))];
  },
};

async function measureAt(
  bench: BenchContext,
  plans: number,
  bounds: { target: number; acceptable: number },
  isDone: boolean,
): Promise<Comparison[]> {
  const repository = makeBenchRepository(bench, `repository-${plans}`, 100);
  for (let number = 0; number < plans; number += 1) {
    // A plan that nobody has started: each is read, parsed and kept, and none runs.
    const text = planFor(`plan-${number}`);
    const name = `docs/plans/2026-11-20-plan-${number}.md`;
    repository.write(name, isDone ? text : text.replace('\n\n', '\n\nStatus: draft\n\n'));
  }
  const { path } = repository;
  // So many are the project's own, and tracked.
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'the plans');
  await trustAll(bench, path);
  if (isDone) {
    await run(process.execPath, [bench.planex, 'once'], { cwd: path, env: bench.env });
  }
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], {
    env: bench.env,
    stdio: 'ignore',
  });
  const nodemon = startNodemon(bench, path);
  const daemon = await startDaemon(bench, path);
  try {
    bench.say(`${plans} plans: waiting for a quiet minute`);
    await wait(SETTLE_MS);
    const [planexBefore, nodemonBefore] = [
      readProcessorTime(daemon.pid),
      readProcessorTime(nodemon.pid ?? 0),
    ];
    await wait(MINUTE_MS);
    const planexCost = readProcessorTime(daemon.pid) - planexBefore;
    const nodemonCost = readProcessorTime(nodemon.pid ?? 0) - nodemonBefore;
    const at = `${plans} plans`;
    return [
      {
        at: `memory, ${at}`,
        unit: 'MB',
        planex: single(readMemory(daemon.pid)),
        against: { name: 'empty Node', ...single(readMemory(empty.pid ?? 0)) },
        peers: [{ name: 'nodemon', ...single(readMemory(nodemon.pid ?? 0)) }],
        ...bounds,
      },
      {
        at: `CPU, ${at}`,
        unit: 'ms/min',
        planex: single(planexCost),
        against: { name: 'nodemon', ...single(nodemonCost) },
        ...(isDone ? { target: 30, acceptable: 100 } : {}),
        absolute: true,
      },
    ];
  } finally {
    await daemon.stop();
    await end(nodemon);
    await end(empty);
  }
}

function startNodemon({ peers, env }: BenchContext, cwd: string): ReturnType<typeof spawn> {
  const program = createRequire(join(peers, 'package.json')).resolve('nodemon/bin/nodemon.js');
  const args = [program, '--quiet', '--watch', 'docs', '--ext', 'md', '--exec', 'true'];
  return spawn(process.execPath, args, { cwd, env, stdio: 'ignore' });
}
