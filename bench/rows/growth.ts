import { execFileSync } from 'node:child_process';
import { startDaemon } from '../daemon.ts';
import { run } from '../programs.ts';
import { makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Comparison, Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** What an answer of the daemon costs as plans and finished tasks grow in number. */
export const growth: Row = {
  name: 'growth',
  title: '`status` as plans and finished tasks grow',
  async measure(bench) {
    const all: Comparison[] = [];
    for (const plans of [10, 1_000, 10_000]) all.push(await measureAt(bench, { plans, past: 0 }));
    for (const past of [1_000, 100_000]) all.push(await measureAt(bench, { plans: 10, past }));
    return all;
  },
};

async function measureAt(
  bench: BenchContext,
  { plans, past }: { plans: number; past: number },
): Promise<Comparison> {
  const at = past === 0 ? `${plans} plans` : `${past} finished tasks`;
  bench.say(at);
  const repository = makeBenchRepository(bench, `repository-${plans}-${past}`, 100);
  if (past > 0) writePast(repository.path, bench.env, past);
  for (let number = 0; number < plans; number += 1) {
    const text = planFor(`plan-${number}`).replace('\n\n', '\n\nStatus: draft\n\n');
    repository.write(`docs/plans/2026-11-20-plan-${number}.md`, text);
  }
  repository.git('add', '--all');
  repository.git('commit', '--quiet', '-m', 'the plans');
  const { path } = repository;
  const options = { cwd: path, env: bench.env };
  const daemon = await startDaemon(bench, path);
  try {
    const [planex, against] = await interleave(8, [
      () => timeIt(() => run(process.execPath, [bench.planex, 'status'], options)),
      () => timeIt(() => run(process.execPath, ['-e', '0'], options)),
    ]);
    if (!planex || !against) throw new Error('nothing was measured');
    return { at, unit: 'ms', planex, against: { name: 'node -e 0', ...against } };
  } finally {
    await daemon.stop();
  }
}

/** Writes a history in which so many tasks have landed. */
function writePast(cwd: string, env: NodeJS.ProcessEnv, tasks: number): void {
  const commits = Array.from({ length: tasks }, (_, index) => {
    const message = `feat: task ${index}\n\nPlanex-Task: docs/plans/old-${index}#1\nPlanex-Digest: sha256:${String(index).padStart(64, '0')}\nPlanex-Run: run-${index}\n`;
    const from = index === 0 ? 'from refs/heads/main^0\n' : '';
    return `commit refs/heads/main\ncommitter A <a@example.test> ${1_700_000_000 + index} +0000\ndata ${message.length}\n${message}\n${from}`;
  });
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd,
    env,
    input: commits.join(''),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
}
