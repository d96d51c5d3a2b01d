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
import type { Violation } from './violation.ts';

/** Kills that must bring to light what is wrong with each of the bad landings. The first is none: it goes undisturbed. */
const REVEALING: { bundle: string; kill: string; rule: Violation['rule'] }[] = [
  { bundle: 'naive', kill: 'restart/landing:never#1', rule: 'foreign-path' },
  { bundle: 'ref-first', kill: 'restart/ref-first:ref-moved#1', rule: 'end-state' },
  { bundle: 'ref-first', kill: 'status/ref-first:ref-moved#1', rule: 'revert-or-sweep' },
  { bundle: 'ref-first', kill: 'user/ref-first:ref-moved#1', rule: 'revert-or-sweep' },
];

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

/** What is wrong with the bad landings and is not found: then it would not be found in planex either. */
async function findBlindSpots({ makeCopy }: Workshop, { expected }: Standard): Promise<string[]> {
  const blind: string[] = [];
  for (const { bundle, kill, rule } of REVEALING) {
    const scene = await makeCopy(bundle);
    const { violations } = await performKill(scene, parseKill(kill), expected);
    await scene.remove();
    const rules = [...new Set(violations.map((one) => one.rule))];
    console.log(`bad landing "${bundle}", ${kill}: ${rules.join(', ') || 'no violation'}`);
    if (!rules.includes(rule)) {
      blind.push(`the sweep is broken: it finds no ${rule} in "${bundle}" after ${kill}`);
    }
  }
  return blind;
}

process.exitCode = await main();
