import type { Finding } from '../tasks/findings.ts';
import type { Manifest, Round } from './manifest.ts';
import { isSameFinding } from './same-finding.ts';

/** Findings of a round that an earlier round had as well, so that what was done about them did not satisfy the reviewer. */
export function findStuck(
  { rounds }: Pick<Manifest, 'rounds'>,
  round: Round,
  actionable: readonly Finding[],
): Finding[] {
  const earlier = rounds.filter(
    (other) => other.round < round.round && other.plan_sha256_after !== undefined,
  );
  const known = earlier.flatMap(({ findings = [] }) => findings);
  return actionable.filter((finding) => known.some((other) => isSameFinding(finding, other)));
}

/** True when a person was asked about all of these before. */
export function wasAskedAbout(stuck: readonly Finding[], asked: readonly Finding[]): boolean {
  return stuck.every((finding) => asked.some((other) => isSameFinding(finding, other)));
}
