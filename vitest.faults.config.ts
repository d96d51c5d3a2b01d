import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/e2e/faults/**/*.test.ts'], { timeoutMs: 300_000 });
