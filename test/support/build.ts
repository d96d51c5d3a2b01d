import { spawnSync } from 'node:child_process';
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
 * takes no chunk away from a daemon that is being tested. Without a bundle only the tests that need it fail.
 */
export default function buildPlanex(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'planex-bundle-'));
  const { root } = project.config;
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  project.provide('planexBundle', built.status === 0 ? folder : 'could-not-be-built');
  return () => rmSync(folder, { recursive: true, force: true });
}
