import { setTimeout as sleep } from 'node:timers/promises';
import { checkMoves } from './check-moves.ts';
import { checkUser } from './check-user.ts';
import { startDaemon } from './daemon.ts';
import { countLandings, feedPlans } from './feed-plans.ts';
import { checkEnd, letWorkLand } from './finish.ts';
import type { Desk } from './habit.ts';
import { branching } from './habits-branching.ts';
import { committing } from './habits-committing.ts';
import { staging } from './habits-staging.ts';
import { makeHome } from './home.ts';
import { makePlannedWork } from './landed-work.ts';
import { type Options, readOptions } from './options.ts';
import { makeRandom } from './random.ts';
import { report, reportBad } from './report.ts';
import { makeScene } from './scene.ts';
import { makeUser } from './user.ts';

// A user and planex work in the same tree at the same time. The user's habits are picked at random; what has to be in
// the user's files, and what in those of the tasks, is known at every moment.

const LONGEST_THOUGHT_MS = 300;
/** So long a user at most looks on until planex has landed something: on a slow machine nothing would land otherwise. */
const LONGEST_LOOK_MS = 1_000;
const TRACKED_TASKS = 40;

async function workSideBySide(options: Options, home: string): Promise<boolean> {
  const work = makePlannedWork();
  const scene = await makeScene(home, work.writePlan('tracked', TRACKED_TASKS));
  let numbers = 0;
  const desk: Desk = {
    scene,
    user: makeUser(scene.folder),
    random: makeRandom(options.seed),
    number: () => (numbers += 1),
  };
  const daemon = await startDaemon(options.bundle, scene.folder);
  const stopOnSignal = (): void => void daemon.stop().finally(() => process.exit(130));
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal);
  const feed = feedPlans(scene.folder, work);
  try {
    const beganAt = performance.now();
    const findHarm = async (): Promise<string[]> =>
      options.isBad ? (await checkMoves(scene.folder, ['main', 'side'], work.expected)).violations : [];
    const violations = await followHabits(desk, beganAt + options.workMs, findHarm);
    const landings = countLandings(scene.folder);
    const seconds = (performance.now() - beganAt) / 1_000;
    await feed.stop();
    if (options.isBad) return reportBad(violations);
    if (violations.length === 0) violations.push(...(await letWorkLand(desk, daemon)));
    // After a landing it still clears away, and takes locks for that.
    await daemon.stop();
    violations.push(...(await checkEnd(desk, work.expected)));
    return report(desk.user, { landings, seconds, violations, seed: options.seed, workMs: options.workMs });
  } finally {
    await feed.stop();
    await daemon.stop();
  }
}

/** Works until the time is over, or until something of the user's is not as it should be. */
async function followHabits(
  desk: Desk,
  endsAt: number,
  findHarm: () => Promise<string[]>,
): Promise<string[]> {
  const habits = Object.entries({ ...committing, ...staging, ...branching });
  while (performance.now() < endsAt) {
    const [name, habit] = desk.random.pick(habits);
    // A command that never succeeds is harm as well: after a bad landing git may refuse to leave a branch.
    const stuck = await habit(desk).then(
      () => [],
      (error: unknown) => [describeStuck(error)],
    );
    const violations = [...stuck, ...(await checkUser(desk.scene)), ...(await findHarm())];
    if (violations.length > 0) {
      return [...violations, `after ${name}; the last commands:\n  ${desk.user.recent.join('\n  ')}`];
    }
    await think(desk);
  }
  return [];
}

/** In words, that a command of the user's failed each time. Throws anything else that went wrong. */
function describeStuck(error: unknown): string {
  if (error instanceof Error && error.message.includes('never succeeds')) return error.message;
  throw error;
}

/** Looks on until planex has landed something, and then for a moment more: what the user does is no echo of a landing. */
async function think({ scene, random }: Desk): Promise<void> {
  const landings = countLandings(scene.folder);
  const endsAt = performance.now() + LONGEST_LOOK_MS;
  while (countLandings(scene.folder) === landings && performance.now() < endsAt) await sleep(20);
  await sleep(random.below(LONGEST_THOUGHT_MS));
}

const options = readOptions(process.argv.slice(2));
const home = makeHome();
try {
  if (!(await workSideBySide(options, home.folder))) process.exitCode = 1;
} finally {
  home.remove();
}
