import { it } from 'vitest';
import { sweepStrikes } from '../../support/strike-sweep.ts';

/** A sample; the suite of faults tries every call. */
it('a git that fails at one of its calls: the user keeps all, and the task lands whole and once', {
  timeout: 300_000,
}, async () => {
  await sweepStrikes('fails', 16);
});
