// Kills the daemon at every point it passes and at random moments, and judges what is left by what an undisturbed run
// comes to. `npm run test:sweep` starts it.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrate, type Standard } from './calibrate.ts';
import { inTurns } from './in-turns.ts';
import { type Kill, parseKill, type WorkName, WORKS } from './kill.ts';
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
  { bundle: 'naive', kill: 'plain/restart/landing:never#1', rule: 'foreign-path' },
  { bundle: 'ref-first', kill: 'plain/restart/ref-first:ref-moved#1', rule: 'end-state' },
  { bundle: 'ref-first', kill: 'plain/status/ref-first:ref-moved#1', rule: 'revert-or-sweep' },
  { bundle: 'ref-first', kill: 'plain/user/ref-first:ref-moved#1', rule: 'revert-or-sweep' },
];

interface Workshop {
  options: SweepOptions;
  /** A fresh copy of the template of a work for one of the bundles. */
  makeCopy: (bundle: string, work: WorkName) => Promise<Scene>;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'planex-sweep-')));
  try {
    const makeTemplate = async (work: WorkName): Promise<Scene> => {
      const template = await makeScene(join(folder, work), join(options.bundles, 'planex'), WORKS[work]);
      await beginWork(template);
      return template;
    };
    const templates = { plain: await makeTemplate('plain'), judged: await makeTemplate('judged') };
    let copies = 0;
    const makeCopy: Workshop['makeCopy'] = (bundle, work) => {
      copies += 1;
      return copyScene(templates[work], join(folder, String(copies)), join(options.bundles, bundle));
    };
    return await sweep({ options, makeCopy });
  } finally {
    if (!options.keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sweep(workshop: Workshop): Promise<number> {
  const { options, makeCopy } = workshop;
  const { jobs, only, seed } = options;
  console.log(
    `seed ${seed}; the same kills again: npm run test:sweep -- --seed ${seed} --kills ${options.kills}`,
  );
  const calibrateWork = (work: WorkName): Promise<Standard> =>
    calibrate(work, () => makeCopy('planex', work), options);
  const standards = { plain: await calibrateWork('plain'), judged: await calibrateWork('judged') };
  const traces = { plain: standards.plain.traces, judged: standards.judged.traces };
  const report = createReport(options, traces);
  if (only.length > 0) {
    for (const name of only) await performOne(workshop, standards, parseKill(name), report);
    return report.close();
  }
  await inTurns(jobs, listKills(workshop, standards, report));
  const blind = await findBlindSpots(workshop, standards.plain);
  for (const line of blind) console.log(line);
  return Math.max(report.close(), blind.length > 0 ? 1 : 0);
}

/** As many as were asked for. */
function* listKills(
  workshop: Workshop,
  standards: Record<WorkName, Standard>,
  report: Report,
): Generator<() => Promise<void>> {
  const { kills, seed } = workshop.options;
  const traces = { plain: standards.plain.traces, judged: standards.judged.traces };
  for (const kill of planKills(traces, makeRandom(seed))) {
    if (report.kills() >= kills) return;
    yield () => performOne(workshop, standards, kill, report);
  }
}

async function performOne(
  { options, makeCopy }: Workshop,
  standards: Record<WorkName, Standard>,
  kill: Kill,
  report: Report,
): Promise<void> {
  const scene = await makeCopy('planex', kill.work);
  const outcome = await performKill(scene, kill, standards[kill.work].expected);
  report.add(kill, outcome, scene.folder);
  if (!options.keep || outcome.violations.length === 0) await scene.remove();
}

/** What is wrong with the bad landings and is not found: then it would not be found in planex either. */
async function findBlindSpots({ makeCopy }: Workshop, { expected }: Standard): Promise<string[]> {
  const blind: string[] = [];
  for (const { bundle, kill, rule } of REVEALING) {
    const scene = await makeCopy(bundle, 'plain');
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
