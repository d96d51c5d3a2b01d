import { startDaemon, trustAll } from '../daemon.ts';
import { run } from '../programs.ts';
import { makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** From the start of the daemon to its word that it is ready. */
export const startReady: Row = {
  name: 'start-ready',
  title: 'start → ready / empty Node',
  async measure(bench) {
    const { path } = makeBenchRepository(bench, 'repository', 100);
    const [planex, against] = await interleave(12, [
      async () => {
        const daemon = await startDaemon(bench, path);
        await daemon.stop();
        return daemon.readyAfterMs;
      },
      () => emptyNode(bench, path),
    ]);
    if (!planex || !against) return [];
    const name = 'node -e 0';
    return [{ at: '', unit: 'ms', planex, against: { name, ...against }, target: 2.2, acceptable: 4 }];
  },
};

/** `planex status`, as it stands in prompts and scripts. */
export const status: Row = {
  name: 'status',
  title: '`status` / empty Node',
  async measure(bench) {
    const repository = makeBenchRepository(bench, 'repository', 100);
    for (let number = 0; number < 10; number += 1) {
      repository.write(`docs/plans/2026-11-20-plan-${number}.md`, planFor(`plan-${number}`));
    }
    const { path } = repository;
    await trustAll(bench, path);
    await run(process.execPath, [bench.planex, 'once'], { cwd: path, env: bench.env });
    const ask = (): Promise<number> =>
      timeIt(() => run(process.execPath, [bench.planex, 'status'], { cwd: path, env: bench.env }));
    const daemon = await startDaemon(bench, path);
    const up = await interleave(20, [ask, () => emptyNode(bench, path)]);
    await daemon.stop();
    const down = await interleave(12, [ask, () => emptyNode(bench, path)]);
    return [['daemon up, 10 plans', up] as const, ['daemon down, 10 plans', down] as const].flatMap(
      ([at, [planex, against]]) =>
        planex && against
          ? [
              {
                at,
                unit: 'ms' as const,
                planex,
                against: { name: 'node -e 0', ...against },
                target: 1.6,
                acceptable: 2,
              },
            ]
          : [],
    );
  },
};

function emptyNode({ env }: BenchContext, cwd: string): Promise<number> {
  return timeIt(() => run(process.execPath, ['-e', '0'], { cwd, env }));
}
