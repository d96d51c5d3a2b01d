import { planSetup } from '../compose/setup.ts';
import { OperatorError } from '../errors.ts';
import type { Command } from './command.ts';

export const init: Command = {
  options: [{ flags: '-y, --yes', description: 'ask nothing and do all of it' }],
  details: 'Running it again changes nothing that is already there.',
  examples: ['planex init', 'planex init --yes'],
  async run({ cwd, options, io }) {
    const { steps, facts } = await planSetup(cwd);
    for (const fact of facts) io.out(fact);
    const open = steps.filter((step) => !step.done);
    if (open.length > 0 && options.yes !== true && !io.interactive) {
      throw new OperatorError('there is no terminal to ask on', { todo: 'planex init --yes' });
    }
    for (const step of steps) {
      if (step.done) {
        io.out(`already there: ${step.what}`);
        continue;
      }
      const wanted = options.yes === true || (await (await import('./ask.ts')).askYesNo(step.question, true));
      if (!wanted) {
        io.out(`left out: ${step.what}`);
        continue;
      }
      const said = await step.apply();
      io.out(`created: ${step.what}`);
      for (const line of said) io.out(`  ${line}`);
    }
    io.out('next: save a plan under docs/plans and run `planex start` (or `planex once`)');
    return 0;
  },
};
