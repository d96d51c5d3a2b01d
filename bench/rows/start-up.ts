import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, trustAll } from '../daemon.ts';
import { run, waitUntil } from '../programs.ts';
import { type BenchRepository, makeBenchRepository, planFor } from '../repositories.ts';
import type { BenchContext, Row } from '../row.ts';
import { interleave, timeIt } from '../sample.ts';

/** From the start of the daemon to its word that it is ready. */
export const startReady: Row = {
  name: 'start-ready',
  title: 'start → ready / empty Node',
  async measure(bench) {
    const bare = makeBenchRepository(bench, 'bare', 100);
    const planned = makeBenchRepository(bench, 'planned', 100);
    writePlans(planned);
    await trustAll(bench, planned.path);
    await run(process.execPath, [bench.planex, 'once'], { cwd: planned.path, env: bench.env });
    await startOnce(bench, bare.path);
    bench.say('letting the plans rest, as they have overnight');
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const start = async (cwd: string): Promise<number> => {
      const daemon = await startDaemon(bench, cwd);
      await daemon.stop();
      return daemon.readyAfterMs;
    };
    const [withoutPlans, withPlans, against] = await interleave(12, [
      () => start(bare.path),
      () => start(planned.path),
      () => emptyNode(bench, bare.path),
    ]);
    if (!withoutPlans || !withPlans || !against) return [];
    const bounds = {
      unit: 'ms' as const,
      against: { name: 'node -e 0', ...against },
      target: 2.2,
      acceptable: 4,
      notes: [
        'A daemon has run here before, and its code is kept; the first start after an upgrade takes longer.',
      ],
    };
    return [
      { at: 'no plans', planex: withoutPlans, ...bounds },
      { at: '10 finished plans', planex: withPlans, ...bounds },
    ];
  },
};

/** A daemon keeps its code a moment after it is ready, for those that are started after it. */
async function startOnce(bench: BenchContext, cwd: string): Promise<void> {
  const daemon = await startDaemon(bench, cwd);
  const kept = join(bench.env['HOME'] ?? '', '.cache/planex/code');
  await waitUntil(
    () => existsSync(kept) && readdirSync(kept).some((name) => name.endsWith('.code')),
    'the code',
  );
  await daemon.stop();
}

/** Longer than what lies there needs to rest before a daemon that begins believes it at once. */
const REST_MS = 11_000;

/** `planex status` and `planex statusline`, as they stand in prompts and scripts. */
export const status: Row = {
  name: 'status',
  title: '`status`, `statusline` / empty Node',
  async measure(bench) {
    const repository = makeBenchRepository(bench, 'repository', 100);
    writePlans(repository);
    const { path } = repository;
    await trustAll(bench, path);
    await run(process.execPath, [bench.planex, 'once'], { cwd: path, env: bench.env });
    const ask = (command: string): Promise<number> =>
      timeIt(() => run(process.execPath, [bench.planex, command], { cwd: path, env: bench.env }));
    const daemon = await startDaemon(bench, path);
    const [up, line, beside] = await interleave(20, [
      () => ask('status'),
      () => ask('statusline'),
      () => emptyNode(bench, path),
    ]);
    await daemon.stop();
    const [down, alone] = await interleave(12, [() => ask('status'), () => emptyNode(bench, path)]);
    if (!up || !line || !beside || !down || !alone) return [];
    const bounds = { unit: 'ms' as const, target: 1.6, acceptable: 2 };
    const name = 'node -e 0';
    return [
      { at: 'statusline', planex: line, against: { name, ...beside }, ...bounds },
      { at: 'status, daemon up, 10 plans', planex: up, against: { name, ...beside }, ...bounds },
      { at: 'status, daemon down, 10 plans', planex: down, against: { name, ...alone }, ...bounds },
    ];
  },
};

function writePlans(repository: BenchRepository): void {
  for (let number = 0; number < 10; number += 1) {
    repository.write(`docs/plans/2026-11-20-plan-${number}.md`, planFor(`plan-${number}`));
  }
}

function emptyNode({ env }: BenchContext, cwd: string): Promise<number> {
  return timeIt(() => run(process.execPath, ['-e', '0'], { cwd, env }));
}
