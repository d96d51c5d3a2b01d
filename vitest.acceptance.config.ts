import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/acceptance/**/*.test.ts'], { timeoutMs: 300_000, oneAtATime: true });
