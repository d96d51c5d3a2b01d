import { digestBytes } from '../../artifacts/digest.ts';
import type { AdmittedBefore } from '../../daemon/repository.ts';
import { GitError } from '../../git/git.ts';
import { type OtherVersion, readOtherVersions } from '../../git/history/other-versions.ts';
import type { Repository } from '../../git/repository.ts';
import { sharesChanges } from '../../tasks/merged-changes.ts';

/** Finds files of the user's into which changes from elsewhere may have been merged. */
export interface MergedFiles {
  /** `isOwn` tells what blobs the user's own commits brought to a path. */
  find<F extends AdmittedBefore>(
    files: readonly F[],
    isOwn: (path: string, blob: string) => boolean,
  ): Promise<Map<F, 'merged' | 'unknown'>>;
  /** Remembers what was found to be merged: a reference that is gone does not make the bytes the user's. */
  remember(found: ReadonlyMap<AdmittedBefore, 'merged' | 'unknown'>): void;
}

export function createMergedFiles(repository: Repository): MergedFiles {
  const known = new Set<string>();
  const keyOf = ({ path, bytes }: AdmittedBefore): string => `${path}\0${digestBytes(bytes)}`;
  return {
    async find(files, isOwn) {
      const open = files.filter((file) => !known.has(keyOf(file)));
      const versions = await readVersions(repository, open);
      const verdict = (file: AdmittedBefore): 'merged' | 'unknown' | undefined => {
        if (known.has(keyOf(file))) return 'merged';
        if (versions === undefined) return 'unknown';
        const all = versions.filter(({ path }) => path === file.path);
        return isMerged(file, all, isOwn) ? 'merged' : undefined;
      };
      return new Map(
        files.flatMap((file) => {
          const how = verdict(file);
          return how === undefined ? [] : [[file, how] as const];
        }),
      );
    },
    remember(found) {
      for (const [file, how] of found) if (how === 'merged') known.add(keyOf(file));
    },
  };
}

/** Undefined when git does not say: then any of the files may be merged, until it does. */
async function readVersions(
  repository: Repository,
  files: readonly AdmittedBefore[],
): Promise<OtherVersion[] | undefined> {
  try {
    return await readOtherVersions(
      repository,
      files.map(({ path, admitted }) => ({ path, ...admitted })),
    );
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** What planex itself writes is admitted and not kept: where it was committed, the commit has it. */
function isMerged(
  { path, bytes, admitted }: AdmittedBefore,
  versions: readonly OtherVersion[],
  isOwn: (path: string, blob: string) => boolean,
): boolean {
  const isAdmitted = (version: OtherVersion): boolean =>
    asFiles(version).some((file) => admitted.digests.has(digestBytes(file)));
  const before = [admitted.bytes ?? new Uint8Array(), ...versions.filter(isAdmitted).map((one) => one.bytes)];
  return versions
    .filter((one) => !isAdmitted(one) && !isOwn(path, one.blob) && Buffer.compare(one.bytes, bytes) !== 0)
    .some((other) =>
      sharesChanges({ admitted: before, now: bytes, other: other.bytes, withRemoved: other.ofHead }),
    );
}

/** With the line ends that git may give to it in the work tree. */
function asFiles({ bytes }: OtherVersion): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [bytes, Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')];
}
