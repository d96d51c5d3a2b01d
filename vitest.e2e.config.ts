import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/e2e/{cli,daemon,guard,ledger,refine}/**/*.test.ts']);
