import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Manifest } from '../../refine/manifest.ts';
import { slugOfPlan } from '../../refine/plan-slug.ts';
import { listRunFolders, locateManifest, locateRefineRoot } from '../../state/refine-folders.ts';
import { readRefineRecord } from './refine-run.ts';

/** The last refinement of a plan. */
export interface LatestRun {
  folder: string;
  manifest: Manifest;
}

/** Finds the last refinements of plans; a record that has not changed is not read again. */
export interface LatestRuns {
  /** By path from the top of the repository. */
  find: (paths: readonly string[]) => Promise<Map<string, LatestRun>>;
}

export function createLatestRuns(home: string): LatestRuns {
  const known = new Map<string, { stamp: string; manifest: Manifest | undefined }>();

  const read = async (folder: string): Promise<Manifest | undefined> => {
    const { mtimeMs, size, ino } = statSync(locateManifest(folder));
    const stamp = `${mtimeMs} ${size} ${ino}`;
    const before = known.get(folder);
    if (before?.stamp === stamp) return before.manifest;
    const manifest = await readRefineRecord(folder);
    known.set(folder, { stamp, manifest });
    return manifest;
  };

  const findOne = async (plan: string, folders: readonly string[]): Promise<LatestRun | undefined> => {
    for (const folder of folders) {
      const manifest = await read(folder).catch(() => undefined);
      if (manifest?.plan_path === plan) return { folder, manifest };
    }
    return undefined;
  };

  return {
    async find(paths) {
      const found = new Map<string, LatestRun>();
      const roots = new Map<string, Map<string, string[]>>();
      for (const [folder, plans] of groupByFolder(paths)) {
        const root = locateRefineRoot(join(home, folder, 'any.md'), process.env);
        const bySlug = roots.get(root) ?? groupBySlug(listRunFolders(root).reverse());
        roots.set(root, bySlug);
        // Mostly there are none, and of plans there may be thousands.
        for (const path of bySlug.size === 0 ? [] : plans) {
          const plan = join(home, path);
          const latest = await findOne(plan, bySlug.get(slugOfPlan(plan)) ?? []);
          if (latest !== undefined) found.set(path, latest);
        }
      }
      return found;
    },
  };
}

function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const same = groups.get(folder);
    if (same === undefined) groups.set(folder, [path]);
    else same.push(path);
  }
  return groups;
}

/** Only the folders that begin with a plan's slug can be of its runs. */
function groupBySlug(folders: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const folder of folders) {
    const slug = basename(folder).replace(/-\d{8}T\d{6}Z(?:-\d+)?$/, '');
    const same = groups.get(slug);
    if (same === undefined) groups.set(slug, [folder]);
    else same.push(folder);
  }
  return groups;
}
