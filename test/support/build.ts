import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the bundle that this run of the tests uses. */
    planexBundle: string;
  }
}

/**
 * Bundles the sources once, before the first test. The bundle is this run's own: a build in `dist` in the meantime
 * takes no chunk away from a daemon that is being tested.
 */
export default function buildPlanex(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'planex-bundle-'));
  execFileSync(process.execPath, [join(project.config.root, 'scripts/build.mjs'), folder], {
    cwd: project.config.root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  project.provide('planexBundle', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
