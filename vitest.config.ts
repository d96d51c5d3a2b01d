import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** What all suites share: real processes, an environment of their own, and no second try. */
export function defineSuite(
  include: string[],
  options: { timeoutMs?: number; oneAtATime?: boolean } = {},
): ViteUserConfig {
  const timeoutMs = options.timeoutMs ?? 60_000;
  return defineConfig({
    test: {
      pool: 'forks',
      include,
      globalSetup: ['test/support/build.ts'],
      setupFiles: ['test/support/isolate.ts'],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: options.oneAtATime !== true,
      retry: 0,
    },
  });
}

export default defineSuite(['test/{unit,integration}/**/*.test.ts', 'test/e2e/*.test.ts']);
