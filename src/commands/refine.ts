import { openPlanex } from '../compose/open-planex.ts';
import { findNewestPlan, locatePlan } from '../compose/refine/find-plan.ts';
import type { RefineAnswers } from '../compose/refine/refine-job.ts';
import { refineForPerson } from '../compose/refine/refine-for-person.ts';
import { OperatorError } from '../errors.ts';
import { DRIFT_CHOICES, HOOK_CHOICES, REFINE_MODES, STUCK_CHOICES } from '../refine/manifest.ts';
import type { Command, CommandInput } from './command.ts';
import { printRefinements, showRefinement } from './refine-views.ts';
import { readAgent, readOneOf, readRounds } from './read-refine.ts';
import type { Terminal } from './terminal.ts';

export const refine: Command = {
  args: [{ name: '[what...]', description: 'a plan; or: status [plan]; or: show <run> [round]' }],
  options: [
    { flags: '--reviewer <name>', description: 'who reviews: codex, claude:opus, an executor of yours' },
    { flags: '--implementer <name>', description: 'who edits, named in the same way' },
    { flags: '--max-rounds <n>', description: 'end after so many; 20 by default, 4 at most in mode verify' },
    {
      flags: '--mode <mode>',
      description: 'review, the default, or verify: hunt once, then only check that list',
    },
    { flags: '--resume', description: 'go on with the run that was interrupted' },
    { flags: '--fresh', description: 'begin a new run instead' },
    { flags: '--on-stuck <what>', description: 'expand, terminate or continue when a finding comes back' },
    { flags: '--on-drift <what>', description: 'abort, override or revert when an edit loses sentinels' },
    { flags: '--on-hook-failure <what>', description: 'retry or abort when the commit is refused' },
  ],
  details: `Has the plan reviewed, has the findings mended, commits that, and has it reviewed again, until the reviewer has nothing left
to say. Reviewer and implementer are asked anew each round; the reviewer only reads. Each round is one commit of the plan and
nothing else, through your hooks. You may go on editing the plan meanwhile: what you write stays.
A program named under executors in .planexrc can do either. It works in a copy of the last commit with the plan as it is now. What
it prints on standard output is its answer; its approval counts only as the last thing it prints, and with exit status 0.
Without a plan it proposes the one that was written last. Where nobody can be asked, a run that was interrupted is gone on with, and
the answers are terminate, abort and abort. At most two plans are refined at once.

Exit codes: 0 the reviewer is content · 1 it ended otherwise or is to be gone on with · 2 usage or configuration`,
  examples: [
    'planex refine docs/plans/2026-11-20-login.md',
    'planex refine docs/plans/2026-11-20-login.md --reviewer claude:opus --implementer codex',
    'planex refine docs/plans/2026-11-20-login.md --mode verify',
    'planex refine status',
  ],
  async run(input) {
    const [first, ...rest] = input.args;
    if (first === 'status') return printRefinements(input.cwd, rest[0], input.io);
    if (first === 'show') return showRefinement(input.cwd, rest, input.io);
    if (rest.length > 0) {
      throw new OperatorError('one plan is refined at a time', {
        todo: `name one: planex refine ${first ?? ''}`,
      });
    }
    return start(input, first);
  },
};

async function start({ cwd, options, io }: CommandInput, named: string | undefined): Promise<number> {
  const planex = await openPlanex(cwd);
  const { home } = planex.repository;
  const { reviewer, implementer } = options;
  const maxRounds = readRounds(options['maxRounds']);
  if (options['resume'] === true && options['fresh'] === true) {
    throw new OperatorError('--resume and --fresh exclude each other');
  }
  const mode = readOneOf('--mode', options['mode'], REFINE_MODES);
  const request = {
    ...(mode === undefined ? {} : { mode }),
    ...(maxRounds === undefined ? {} : { maxRounds }),
    ...(typeof reviewer === 'string' ? { reviewer: readAgent('--reviewer', reviewer) } : {}),
    ...(typeof implementer === 'string' ? { implementer: readAgent('--implementer', implementer) } : {}),
    answers: readAnswers(options, io),
  };
  const path = named === undefined ? await proposePlan(home, io) : locatePlan(home, cwd, named);
  const { manifest, exit } = await refineForPerson(planex, {
    ...request,
    path,
    onlyResumes: options['resume'] === true,
    async resumes(run, isOwn) {
      if (options['resume'] === true) return true;
      if (options['fresh'] === true) return false;
      if (!io.interactive && isOwn) return true;
      if (!io.interactive) {
        throw new OperatorError(`${run.run_id} was begun elsewhere and is not over`, {
          todo: 'look at its folder; --resume goes on with it, --fresh begins anew',
        });
      }
      const question = `Go on with ${run.run_id} after round ${run.current_round}?`;
      return (await import('./ask.ts')).askYesNo(question, true);
    },
    say: (line) => io.out(line),
    onProgress: (line) => io.progress(line),
  });
  return exit ?? (manifest.status === 'completed_clean' ? 0 : 1);
}

async function proposePlan(home: string, io: Terminal): Promise<string> {
  const newest = findNewestPlan(home, process.env);
  if (newest === undefined) throw new OperatorError('there is no plan here', { todo: 'name one' });
  if (!io.interactive) {
    throw new OperatorError('which plan? There is no terminal to ask on', {
      todo: `planex refine ${newest}`,
    });
  }
  if (await (await import('./ask.ts')).askYesNo(`Refine ${newest}?`, true)) return newest;
  throw new OperatorError('no plan was chosen', { todo: 'name one: planex refine <plan>' });
}

/** What is said on the command line, then what a person says, and what is safest where there is none. */
function readAnswers(options: CommandInput['options'], io: Terminal): RefineAnswers {
  const stuck = readOneOf('--on-stuck', options['onStuck'], STUCK_CHOICES);
  const drift = readOneOf('--on-drift', options['onDrift'], DRIFT_CHOICES);
  const hook = readOneOf('--on-hook-failure', options['onHookFailure'], HOOK_CHOICES);
  const ask = async <T extends string>(question: string, choices: readonly T[], preset: T): Promise<T> =>
    io.interactive ? (await import('./ask.ts')).askChoice(question, choices, preset) : preset;
  return {
    stuck: async (findings) => {
      const titles = findings.map(({ title }) => title).join('; ');
      return stuck ?? ask(`Stuck: the reviewer keeps finding: ${titles}`, STUCK_CHOICES, 'terminate');
    },
    drift: async (lost) => drift ?? ask(`The edit loses ${lost.join(', ')}`, DRIFT_CHOICES, 'abort'),
    async hook(output) {
      io.err(`the commit was refused: ${output}`);
      // Without a person in between, trying again would be for ever.
      if (hook !== undefined && (hook === 'abort' || !io.interactive)) return 'abort';
      return ask('Mend what is refused, then try the commit again?', HOOK_CHOICES, hook ?? 'abort');
    },
  };
}
