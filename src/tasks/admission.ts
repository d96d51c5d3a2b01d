/** How an artifact's working file stands against HEAD. */
export type Standing = 'untracked' | 'modified' | 'clean';

export interface AdmissionFacts {
  standing: Standing;
  /** Digest of the exact bytes of the working file. */
  digest: string;
  /** Digests that were admitted before. */
  admitted: ReadonlySet<string>;
  /** True when a commit that was not made here since planex last looked holds exactly these bytes. */
  foreign: boolean;
  /** True when a commit made here since planex last looked brought exactly these bytes. */
  broughtByLocalCommit: boolean;
}

export type Admission =
  | { admitted: true; how: 'known' | 'local' | 'commit' }
  /** Arrived from elsewhere, or was already there when planex first looked: a person has to look at it. */
  | { admitted: false };

/**
 * Decides whether these bytes may make planex execute anything. What the local user has written in this working tree
 * may; what came by clone, pull, merge, checkout, rebase or in a run's own commit may not until it is trusted.
 */
export function judgeAdmission(facts: AdmissionFacts): Admission {
  if (facts.admitted.has(facts.digest)) return { admitted: true, how: 'known' };
  // Git lists a file as changed after many a command that took it from elsewhere: the bytes tell, not the listing.
  if (facts.foreign) return { admitted: false };
  if (facts.standing !== 'clean') return { admitted: true, how: 'local' };
  if (facts.broughtByLocalCommit) return { admitted: true, how: 'commit' };
  return { admitted: false };
}
