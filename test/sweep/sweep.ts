// Kills the daemon at every point it passes and at random moments, and judges what is left by what an undisturbed run
// comes to. `npm run test:sweep` starts it.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrate, type Standard } from './calibrate.ts';
import { type Kill, parseKill } from './kill.ts';
import { planKills } from './kill-plan.ts';
import { readOptions, type SweepOptions } from './options.ts';
import { performKill } from './perform-kill.ts';
import { makeRandom } from './random.ts';
import { createReport, type Report } from './report.ts';
import { copyScene, makeScene, type Scene } from './scene.ts';
import { beginWork } from './user.ts';

/** Kills that must bring to light what is wrong with each of the bad landings. */
const REVEALING: Record<string, string[]> = {
  naive: ['restart/landing:never#1', 'status/workspace-commit:committed#1', 'user/run-refs:kept#1'],
  'ref-first': ['restart', 'status', 'user'].map((variant) => `${variant}/ref-first:ref-moved#1`),
};

interface Workshop {
  options: SweepOptions;
  /** A fresh copy of the template for one of the bundles. */
  makeCopy: (bundle: string) => Promise<Scene>;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'planex-sweep-')));
  try {
    const template = await makeScene(join(folder, 'template'), join(options.bundles, 'planex'));
    await beginWork(template);
    let copies = 0;
    const makeCopy = (bundle: string): Promise<Scene> => {
      copies += 1;
      return copyScene(template, join(folder, String(copies)), join(options.bundles, bundle));
    };
    return await sweep({ options, makeCopy });
  } finally {
    if (!options.keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sweep(workshop: Workshop): Promise<number> {
  const { options, makeCopy } = workshop;
  const standard = await calibrate(() => makeCopy('planex'));
  const report = createReport(options, standard.traces);
  if (options.only.length > 0) {
    for (const name of options.only) await performOne(workshop, standard, parseKill(name), report);
    return report.close();
  }
  const plan = planKills(standard.traces, makeRandom(options.seed));
  const work = async (): Promise<void> => {
    for (const kill of plan) {
      if (report.kills() >= options.kills) return;
      await performOne(workshop, standard, kill, report);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const blind = await findBlindSpots(workshop, standard);
  for (const line of blind) console.log(line);
  return Math.max(report.close(), blind.length > 0 ? 1 : 0);
}

async function performOne(
  { options, makeCopy }: Workshop,
  { expected }: Standard,
  kill: Kill,
  report: Report,
): Promise<void> {
  const scene = await makeCopy('planex');
  const outcome = await performKill(scene, kill, expected);
  report.add(kill, outcome, scene.folder);
  if (!options.keep || outcome.violations.length === 0) await scene.remove();
}

/** The bad landings in which the sweep finds nothing: then it would find nothing in planex either. */
async function findBlindSpots({ makeCopy }: Workshop, { expected }: Standard): Promise<string[]> {
  const blind: string[] = [];
  for (const [bundle, kills] of Object.entries(REVEALING)) {
    const rules = new Set<string>();
    for (const kill of kills.map(parseKill)) {
      const scene = await makeCopy(bundle);
      const { violations } = await performKill(scene, kill, expected);
      for (const { rule } of violations) rules.add(rule);
      await scene.remove();
    }
    console.log(`bad landing "${bundle}": ${[...rules].join(', ') || 'no violation'}`);
    if (rules.size === 0) blind.push(`the sweep is broken: it finds nothing wrong with "${bundle}"`);
  }
  return blind;
}

process.exitCode = await main();
