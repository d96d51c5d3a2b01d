import { it } from 'vitest';
import { sweepStrikes } from '../../support/strike-sweep.ts';

it('a git that is locked out: the user keeps all, and the task lands whole and once', {
  timeout: 1_800_000,
}, async () => {
  await sweepStrikes('is locked out', { stride: 2 });
});
