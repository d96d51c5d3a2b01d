import { withOperations } from './with-operations.ts';

/** Tells planex that a command is about to change an artifact that it may have to look at first: see `keepForeign`. */
export async function noteRewrite(cwd: string, path: string): Promise<void> {
  await withOperations(cwd, 'write', (operations) => operations.noteRewrite({ path }));
}
