import { defineSuite } from './vitest.config.ts';

export default defineSuite(['test/e2e/{git,children}/**/*.test.ts']);
