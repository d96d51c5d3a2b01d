import type { Finding } from './findings.ts';

/** What a review of several changes says of one of them. */
export interface Verdict {
  verdict: 'approve' | 'needs-attention';
  findings: Finding[];
}

/**
 * Gives each change its part of one review: the findings in its files, and those that are in nobody's. A change that
 * nothing was found in passes, unless nothing at all was named.
 */
export function shareFindings(
  review: { clean: boolean; findings: readonly Finding[] },
  changes: readonly { paths: readonly string[] }[],
): Verdict[] {
  const isIn = (paths: readonly string[], { file }: Finding): boolean =>
    paths.some((path) => file === path || file.endsWith(`/${path}`));
  return changes.map(({ paths }) => {
    const findings = review.findings.filter(
      (finding) => isIn(paths, finding) || !changes.some((other) => isIn(other.paths, finding)),
    );
    const passes = review.clean || (review.findings.length > 0 && findings.length === 0);
    return { verdict: passes ? 'approve' : 'needs-attention', findings };
  });
}
