import { findPathInRepository } from '../compose/path-in-repository.ts';
import { withOperations } from '../compose/with-operations.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';

export const trust: Command = {
  args: [{ name: '[paths...]', description: 'plans, solutions or .planexrc to admit' }],
  options: [{ flags: '--all', description: 'admit everything that waits for it' }],
  details:
    'Trust is bound to the exact bytes a file has now: when it changes by a pull or a checkout, planex asks again.',
  examples: ['planex trust docs/plans/2026-11-20-login.md', 'planex trust --all'],
  async run({ cwd, args, options, io }) {
    const all = options.all === true;
    if (!all && args.length === 0) {
      throw new OperatorError('nothing named to trust', { todo: 'name files, or say --all' });
    }
    const paths = await Promise.all(args.map((path) => findPathInRepository(cwd, path)));
    const outcome = await withOperations(cwd, 'write', (operations) => operations.trust({ paths, all }));
    for (const { path, digest, tasks } of outcome.trusted) {
      const what = tasks === 0 ? '' : `, ${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;
      io.out(`trusted ${path} (${digest.slice(0, 19)}…${what})`);
    }
    for (const path of outcome.already) io.out(`already trusted: ${path}`);
    if (outcome.trusted.length + outcome.already.length === 0) io.out('nothing waits to be trusted');
    return 0;
  },
};
