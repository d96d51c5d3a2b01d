import { existsSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { endOrphanedIn } from '../orphaned-git.ts';
import type { Repository } from '../repository.ts';
import { readUserExcludes } from './user-excludes.ts';
import {
  type Claim,
  claimFile,
  dropClaim,
  listClaims,
  locateClaims,
  removeDrafts,
  renewClaim,
  takeClaim,
} from './workspace-claims.ts';
import { locateWorkspaces } from './workspace-root.ts';
import { keepSpoiltClaim, type SpoiltClaim } from './spoilt-claims.ts';
import { findGitDir, prepareSlot } from './workspace-slot.ts';
import { UnstageableError } from './workspace-changes.ts';
import { saveUnsaved, setWorkAside, snapshotWorkspace } from './workspace-snapshot.ts';
import { excludesFileOf, type Workspace } from './workspace.ts';

/*
 *            acquire                        release
 *   free ───────────────▶ claimed by a run ──────────▶ free
 *                            │        ▲  └── forget ────▲
 *        the daemon dies ────┘        └─ adopt
 *
 * A slot is emptied only by `acquire`, and becomes free only after its work was saved under a reference.
 */
export interface WorkspacePool {
  /** Gives a run a workspace that holds exactly the commit `base`, at the preferred path where that is free. */
  acquire(runId: string, base: string, preferredPath?: string): Promise<Workspace>;
  /**
   * Frees the slot after saving what the run's reference does not hold. Where git refuses to take that up, all of it is
   * moved to the folder that is returned. Rejects, and keeps the slot taken, when saving fails otherwise. Drop the run's
   * reference after this, not before.
   */
  release(workspace: Workspace): Promise<string | undefined>;
  /**
   * Saves everything under `refs/planex/runs/<run id>`; undefined when nothing differs from the base, or git refuses to
   * take it up. Where `own` names paths, what stands at others is not saved there.
   */
  snapshot(workspace: Workspace, own?: readonly string[]): Promise<string | undefined>;
  /** Puts on record that the workspace's files now stand on another base. */
  move(workspace: Workspace, base: string): Promise<Workspace>;
  /**
   * The workspace that a run of an earlier process still holds. Where the claim is damaged, `remembered` says what the run
   * itself knew of it. Rejects when a claim cannot be read.
   */
  adopt(runId: string, remembered?: RememberedWorkspace): Promise<Workspace | undefined>;
  /** Releases what a run of an earlier process still holds, if anything. */
  forget(runId: string): Promise<void>;
  /** Ids of all runs that hold a slot. */
  listHolders(): Promise<string[]>;
}

/** What the record of a run says of its workspace. */
export interface RememberedWorkspace {
  path: string;
  base: string;
}

/** Opens the pool of Git work trees under `root`, by default the folder of `locateWorkspaces`. */
export async function openWorkspacePool(
  repository: Repository,
  options: { root?: string; onSpoilt?: (claim: SpoiltClaim) => void } = {},
): Promise<WorkspacePool> {
  const wanted = options.root ?? locateWorkspaces(repository);
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const root = realpathSync(wanted);
  const claims = locateClaims(root);
  for (const [slot, claim] of await listClaims(claims)) {
    if (claim !== undefined) continue;
    const problem = `it is damaged, so ${join(root, slot)} is used by no other run`;
    options.onSpoilt?.({ path: claimFile(claims, slot), problem, movedTo: undefined });
  }
  const excludes = await readUserExcludes(repository);
  let creating: Promise<unknown> = Promise.resolve();

  async function prepare(slot: string, runId: string, base: string): Promise<Workspace> {
    const place = { slot, path: join(root, slot), runId, base };
    const workspace = await prepareSlot(repository, place);
    await writeFile(excludesFileOf(workspace), excludes);
    await renewClaim(claims, slot, claimOf(workspace));
    return workspace;
  }

  async function acquire(runId: string, base: string, preferredPath?: string): Promise<Workspace> {
    const preferred =
      preferredPath !== undefined && dirname(preferredPath) === root ? basename(preferredPath) : '';
    const slot = await takeFreeSlot(claims, { version: 1, runId, base }, preferred);
    try {
      return await prepare(slot, runId, base);
    } catch (error) {
      await dropClaim(claims, slot);
      throw error;
    }
  }

  async function release(workspace: Workspace): Promise<string | undefined> {
    const refused = await unlessRefused(() => saveUnsaved(repository, workspace));
    const keptAt = refused === 'refused' ? await setWorkAside(workspace) : undefined;
    await dropClaim(claims, workspace.slot);
    await removeDrafts(claims, workspace.runId);
    return keptAt;
  }

  async function adopt(runId: string, remembered?: RememberedWorkspace): Promise<Workspace | undefined> {
    const all = await listClaims(claims);
    for (const [slot, claim] of all) {
      if (claim?.runId !== runId || claim.gitDir === undefined) continue;
      if (!existsSync(claim.gitDir) || !existsSync(join(root, slot))) continue;
      await endOrphanedIn(join(root, slot));
      return { slot, path: join(root, slot), gitDir: claim.gitDir, runId, base: claim.base };
    }
    if (remembered === undefined || dirname(remembered.path) !== root) return undefined;
    const slot = basename(remembered.path);
    return all.has(slot) && all.get(slot) === undefined ? mend(slot, runId, remembered) : undefined;
  }

  /** The damaged claim gives way to one by the run's own record. */
  async function mend(
    slot: string,
    runId: string,
    { path, base }: RememberedWorkspace,
  ): Promise<Workspace | undefined> {
    const gitDir = await findGitDir(repository, path);
    if (gitDir === undefined) return undefined;
    const workspace = { slot, path, gitDir, runId, base };
    const file = claimFile(claims, slot);
    const movedTo = keepSpoiltClaim(repository.records, file);
    await renewClaim(claims, slot, claimOf(workspace));
    options.onSpoilt?.({
      path: file,
      problem: `it was damaged and is now that of run ${runId} again`,
      movedTo,
    });
    return workspace;
  }

  return {
    acquire(runId, base, preferredPath) {
      // Adding work trees side by side makes git's own bookkeeping of them fail now and then.
      const next = creating.then(() => acquire(runId, base, preferredPath));
      creating = next.catch(() => undefined);
      return next;
    },
    release,
    adopt,
    async snapshot(workspace, own) {
      const commit = await unlessRefused(() => snapshotWorkspace(repository, workspace, own));
      return commit === 'refused' ? undefined : commit;
    },
    async move(workspace, base) {
      const moved = { ...workspace, base };
      await renewClaim(claims, workspace.slot, claimOf(moved));
      return moved;
    },
    async forget(runId) {
      const workspace = await adopt(runId);
      if (workspace !== undefined) {
        await release(workspace);
        return;
      }
      for (const [slot, claim] of await listClaims(claims)) {
        if (claim?.runId !== runId) continue;
        // Planex may have died while the slot was being emptied for the run.
        await endOrphanedIn(join(root, slot));
        await dropClaim(claims, slot);
      }
      await removeDrafts(claims, runId);
    },
    async listHolders() {
      return [...(await listClaims(claims)).values()].flatMap((claim) => claim?.runId ?? []);
    },
  };
}

async function unlessRefused<T>(save: () => Promise<T>): Promise<T | 'refused'> {
  try {
    return await save();
  } catch (error) {
    if (error instanceof UnstageableError) return 'refused';
    throw error;
  }
}

function claimOf({ runId, base, gitDir }: Workspace): Claim {
  return { version: 1, runId, base, gitDir };
}

async function takeFreeSlot(claims: string, claim: Claim, preferred: string): Promise<string> {
  if (/^slot-\d+$/.test(preferred) && (await takeClaim(claims, preferred, claim))) return preferred;
  for (let number = 1; ; number += 1) {
    const slot = `slot-${number}`;
    if (await takeClaim(claims, slot, claim)) return slot;
  }
}
