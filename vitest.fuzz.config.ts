import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/watch-fuzz/**/*.test.ts'], { timeoutMs: 600_000, oneAtATime: true });
