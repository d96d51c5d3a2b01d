import { detachRun } from '../compose/run/detach-run.ts';
import { requireOutsideRun } from '../compose/require-outside-run.ts';
import { requirePerson } from '../compose/require-person.ts';
import type { RunInput } from '../compose/run/find-work.ts';
import { type RunRequest, runIssues } from '../compose/run/run-issues.ts';
import { admitBy } from './admit-by.ts';
import type { Command, CommandInput } from './command.ts';
import { CALL_OPTIONS, readCallOptions } from './read-call-options.ts';
import { tellRun } from './tell-run.ts';
import { printJson, type Terminal } from './terminal.ts';

export const run: Command = {
  args: [{ name: '[issues...]', description: 'ids of issues, slugs of plans, or paths of either' }],
  options: [
    { flags: '--text <words>', description: 'what to do, in your own words' },
    { flags: '--plan <file>', description: 'a file that says what to do' },
    { flags: '--answer <words>', description: 'what to tell a planner that asks' },
    { flags: '--yes', description: 'let the commands in a solution run that a planner has written' },
    { flags: '--backend <name>', description: 'who plans: codex, claude or gemini' },
    { flags: '--model <name>', description: 'model to plan with' },
    { flags: '--detach', description: 'go on in the background and return at once' },
    ...CALL_OPTIONS,
  ],
  details: `Where an issue has no solution yet, a planner that may only read writes one to docs/issues/<id>.json. Commands in it
are shown and run only with your yes; without a terminal and without --yes the solution waits for planex trust.
A file that nobody here has approved is shown, and runs with your yes; without a terminal it waits for planex trust.
The daemon carries them out, and is started if none runs. Ctrl-C leaves it at work.

Exit codes: 0 all is done · 1 something failed or waits for you · 2 wrong usage · 130 interrupted.

JSON: { issues: [{ id, path?, status: done|failed|waiting|open, code?, message?, action?, question?, options? }] }`,
  examples: [
    'planex run ISS-20261120-001',
    'planex run --text "Greet in colour when standard output is a terminal" --yes',
    'planex run --plan notes/colour.md --json',
  ],
  run: async ({ cwd, args, options, io }) => {
    if (options['yes'] === true) requirePerson('--yes');
    if (options['answer'] !== undefined) requirePerson('an answer');
    await requireOutsideRun(cwd, 'run');
    if (options['detach'] === true) return detach(cwd, args, options, io);
    return tellRun(io, { json: options['json'] === true }, (telling) =>
      runIssues(cwd, {
        input: readInput(args, options),
        ...readPlanner(options),
        ...telling,
        approve: approveBy(options, io),
        admit: admitBy({ cwd, options, io }),
      }),
    );
  },
};

const PASSED_ON = ['answer', 'backend', 'model', 'effort', 'timeout'];

async function detach(
  cwd: string,
  args: readonly string[],
  options: CommandInput['options'],
  io: Terminal,
): Promise<number> {
  readPlanner(options);
  const passed = PASSED_ON.flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' ? [`--${name}=${value}`] : [];
  });
  const yes = options['yes'] === true ? ['--yes'] : [];
  const { labels, outputFile } = await detachRun(cwd, readInput(args, options), [...yes, ...passed]);
  if (options['json'] === true) printJson(io, { issues: labels.map((id) => ({ id, status: 'open' })) });
  else {
    for (const label of labels)
      io.out(`${label}: goes on in the background; planex issues shows where it stands`);
    io.out(`what it says goes to ${outputFile}`);
  }
  return 0;
}

function readInput(args: readonly string[], { text, plan, answer }: CommandInput['options']): RunInput {
  return {
    ids: args,
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof plan === 'string' ? { plan } : {}),
    ...(typeof answer === 'string' ? { answer } : {}),
  };
}

function readPlanner(options: CommandInput['options']): Pick<RunRequest, 'flags' | 'backend'> {
  const { backend, model } = options;
  return {
    flags: { ...readCallOptions(options), ...(typeof model === 'string' ? { model } : {}) },
    ...(typeof backend === 'string' ? { backend: backend.toLowerCase() } : {}),
  };
}

function approveBy(options: CommandInput['options'], io: Terminal): RunRequest['approve'] {
  return async (issueId, demands) => {
    const json = options['json'] === true;
    const say = (line: string): void => (json ? io.err(line) : io.out(line));
    say(`${issueId}: the planner's solution would run:`);
    for (const demand of demands) say(`  ${demand}`);
    if (options['yes'] === true) return true;
    if (!io.interactive) return false;
    return (await import('./ask.ts')).askYesNo('May it?', false);
  };
}
