import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/agents/**/*.test.ts'], { timeoutMs: 300_000 });
