import { editFile } from '../compose/plans/edit-file.ts';
import { startPlan } from '../compose/plans/start-plan.ts';
import { OperatorError } from '../errors.ts';
import { PLAN_KINDS } from '../execplan/skeleton.ts';
import type { Command } from './command.ts';
import { printJson } from './terminal.ts';

export const newPlan: Command = {
  args: [{ name: '<title>', description: 'what the plan is about' }],
  options: [
    {
      flags: '--kind <kind>',
      description: 'execplan (all its sections, the default) or tasks (only tasks)',
    },
    { flags: '--no-edit', description: 'do not open it in an editor' },
    { flags: '--json', description: 'print what was made as JSON' },
  ],
  details:
    'Writes docs/plans/<today>-<title>.md with everything to fill in, and never over a file that is there.\nIts Status is DRAFT: nothing of it runs before `planex approve <plan>`. Where the repository has a PLANS.md or\n.agent/PLANS.md, the plan names it. On a terminal it is opened in $EDITOR.\n\nJSON: { path, file, kind, title, rules? }',
  examples: ['planex new "Log in with a passkey"', 'planex new "Tidy the tests up" --kind tasks --json'],
  async run({ cwd, args, options, io }) {
    const kind = PLAN_KINDS.find((one) => one === (options['kind'] ?? 'execplan'));
    if (kind === undefined) {
      throw new OperatorError(`there is no kind of plan "${String(options['kind'])}"`, {
        todo: `--kind takes one of: ${PLAN_KINDS.join(', ')}`,
      });
    }
    const { read, ...plan } = await startPlan(cwd, { title: args[0] ?? '', kind, now: new Date() });
    if (options['json'] === true) {
      printJson(io, plan);
      return 0;
    }
    io.out(`created: ${plan.path}`);
    if (plan.rules !== undefined) io.out(`it is to follow ${plan.rules}`);
    if (!read)
      io.err(
        `planex: no pattern of artifacts.plans in .planexrc means this file, so planex does not read it`,
      );
    io.out('next: fill it in, check it with `planex lint`, and let it run with `planex approve`');
    const editor = process.env['EDITOR']?.trim();
    if (!io.interactive || options['edit'] === false || editor === undefined || editor === '') return 0;
    const trouble = await editFile(editor, plan.file);
    if (trouble === undefined) return 0;
    io.err(`planex: ${editor}: ${trouble}; the plan is at ${plan.file}`);
    return 1;
  },
};
