import type { User } from './user.ts';

/** Share of the user's commands that may fail, in per cent, and the share that is aimed at. */
const ACCEPTABLE = 2.5;
const TARGET = 1;
/** A run of a few hundred commands hits a share by chance: it is beyond the acceptable one when chance would hardly do that. */
const LEAST_LIKELY = 0.01;

/** Prints what came out; true when it is good enough. */
export function report(
  user: User,
  facts: { landings: number; seconds: number; violations: readonly string[]; seed: number; workMs: number },
): boolean {
  const { changing, reading } = user.counts;
  const share = (user.failures.length / changing) * 100;
  console.log(
    `${facts.landings} landings in ${facts.seconds.toFixed(0)} s (${(facts.landings / facts.seconds).toFixed(1)} a second)`,
  );
  console.log(
    `${changing} commands of the user that change something, ${reading} that read; ` +
      `${user.failures.length} failed: ${share.toFixed(2)} % (target ${TARGET} %, acceptable ${ACCEPTABLE} %)`,
  );
  for (const { command, said } of user.failures)
    console.log(`  failed: ${command}\n    ${said.replaceAll('\n', '\n    ')}`);
  for (const violation of facts.violations) console.log(`VIOLATION: ${violation}`);
  if (facts.violations.length === 0) console.log('nothing reverted, nothing swept, each task landed once');
  console.log(
    `the same again: npm run test:side-by-side -- --seed ${facts.seed} --seconds ${facts.workMs / 1_000}`,
  );
  const likely = tailOf(changing, user.failures.length, ACCEPTABLE / 100);
  if (share > ACCEPTABLE)
    console.log(`at the acceptable share so many would fail in ${(likely * 100).toFixed(1)} % of such runs`);
  return facts.violations.length === 0 && likely >= LEAST_LIKELY;
}

/** How likely `least` or more of `count` independent tries fail when each does with probability `each`. */
function tailOf(count: number, least: number, each: number): number {
  let exactly = (1 - each) ** count;
  let below = 0;
  for (let failed = 0; failed < least; failed += 1) {
    below += exactly;
    exactly *= ((count - failed) / (failed + 1)) * (each / (1 - each));
  }
  return Math.max(0, 1 - below);
}

/** Prints what was found of a landing that is bad; true when anything was. */
export function reportBad(violations: readonly string[]): boolean {
  console.log(`beside a landing that moves the branch first: ${violations.length} violations found`);
  for (const violation of violations.slice(0, 3)) console.log(`  ${violation}`);
  if (violations.length === 0) console.log('the checks are broken: they find nothing');
  return violations.length > 0;
}
