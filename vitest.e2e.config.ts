import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/e2e/{cli,daemon,ledger}/**/*.test.ts']);
