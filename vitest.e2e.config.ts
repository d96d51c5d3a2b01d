import { defineSuite } from './vitest.config.ts';

export default defineSuite([
  'test/e2e/{cli,daemon,execplan,guard,hostile,issues,ledger,refine}/**/*.test.ts',
]);
