import { readSentinels } from '../../guard/read-sentinels.ts';
import { findOverreach } from '../../refine/find-overreach.ts';
import type { RefineJob } from './refine-job.ts';

/**
 * What an edit loses of what the plan held before this round or any earlier one; undefined when there never was a sentinel
 * to lose. An edit cannot retire a sentinel: a person does that.
 */
export async function findLost({ run, path }: RefineJob, after: Uint8Array): Promise<string[] | undefined> {
  const { rounds, current_round: current } = run.manifest();
  const letGo = new Set(
    rounds.flatMap(({ on_drift: choice, drift_lost: lost = [] }) => (choice === 'override' ? lost : [])),
  );
  const { reached } = readSentinels(Buffer.from(after).toString('latin1'));
  const lost = new Set<string>();
  let isGuarded = false;
  let retired: ReadonlySet<string> = new Set();
  for (const { round } of rounds.toReversed()) {
    const before = await run.read('plan-before.txt', round).catch(() => undefined);
    if (before === undefined) continue;
    const version = readSentinels(before.toString('latin1'));
    // What the user has retired by the time of this round counts for the rounds before it too.
    if (round === current) retired = version.retired;
    isGuarded ||= version.sentinels.length > 0;
    for (const { text } of version.sentinels) {
      if (!reached.has(text) && !retired.has(text)) lost.add(Buffer.from(text, 'latin1').toString('utf8'));
    }
  }
  const overreach = findOverreach(path, await run.read('plan-before.txt'), after);
  const all = [...lost, ...overreach].filter((text) => !letGo.has(text));
  return isGuarded || all.length > 0 ? all : undefined;
}
