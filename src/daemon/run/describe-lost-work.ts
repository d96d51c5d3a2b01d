import type { Reason } from '../../tasks/reason.ts';
import type { LeftOut } from '../workspace.ts';

/** A task whose work is in a submodule would land without it, and look done. */
export function describeLostWork(leftOut: readonly LeftOut[]): Reason | undefined {
  const folders = leftOut.filter((one) => one.why === 'submodule');
  if (folders.length === 0) return undefined;
  return {
    code: 'internal',
    message: `it worked in a submodule, which a commit of this repository cannot hold: ${folders.map(({ path }) => path).join(', ')}`,
    action: `what it wrote is kept at ${folders.map(({ keptAt }) => keptAt).join(', ')}; run planex in the submodule for work there`,
  };
}
