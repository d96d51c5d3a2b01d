import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/support/patience.ts';

/** What all suites share: real processes, an environment of their own, and no second try. */
export function defineSuite(
  include: string[],
  options: { name?: string; timeoutMs?: number; oneAtATime?: boolean; sharesModules?: boolean } = {},
): ViteUserConfig {
  const timeoutMs = options.timeoutMs ?? 300_000;
  return defineConfig({
    test: {
      ...(options.name === undefined ? {} : { name: options.name }),
      pool: 'forks',
      // To load the sources anew for each file of pure tests takes three times as long as the tests themselves.
      isolate: options.sharesModules !== true,
      include,
      ...(options.sharesModules === true ? {} : { globalSetup: ['test/support/build.ts'] }),
      setupFiles: ['test/support/isolate.ts'],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: options.oneAtATime !== true,
      // As many files at once as there are cores: vitest itself would leave one of them free, and of two that is half.
      ...(options.oneAtATime === true ? {} : { maxWorkers: Math.max(2, availableParallelism()) }),
      retry: 0,
      expect: { poll: { timeout: PATIENCE_MS } },
    },
  });
}

export default defineConfig({
  test: {
    projects: [
      defineSuite(['test/unit/**/*.test.ts'], { name: 'unit', sharesModules: true }),
      defineSuite(['test/integration/**/*.test.ts', 'test/e2e/*.test.ts'], { name: 'integration' }),
    ],
  },
});
