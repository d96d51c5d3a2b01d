import { Command as Program, CommanderError } from 'commander';
import { type Command, openTerminal } from './commands/command.ts';
import { errorMessage, OperatorError } from './errors.ts';
import { planexVersion } from './version.ts';

interface Entry {
  name: string;
  summary: string;
  load: () => Promise<Command>;
}

// Each command is a chunk of its own: `planex status` in a prompt loads nothing of the others.
const COMMANDS: Entry[] = [
  {
    name: 'init',
    summary: 'set planex up in this repository',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    name: 'doctor',
    summary: 'show what works here and what does not',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'start',
    summary: 'start the daemon in the background',
    load: async () => (await import('./commands/start.ts')).start,
  },
  {
    name: 'stop',
    summary: 'let runs end, then stop the daemon',
    load: async () => (await import('./commands/stop.ts')).stop,
  },
  {
    name: 'pause',
    summary: 'dispatch nothing new until unpause',
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    name: 'unpause',
    summary: 'dispatch again',
    load: async () => (await import('./commands/unpause.ts')).unpause,
  },
  {
    name: 'status',
    summary: 'show every task and where it stands',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'why',
    summary: 'explain where one task stands',
    load: async () => (await import('./commands/why.ts')).why,
  },
  {
    name: 'logs',
    summary: 'show what happened',
    load: async () => (await import('./commands/logs.ts')).logs,
  },
  {
    name: 'once',
    summary: 'do all that can be done now, then exit',
    load: async () => (await import('./commands/once.ts')).once,
  },
  {
    name: 'lint',
    summary: 'check plans and solutions',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  {
    name: 'trust',
    summary: 'let artifacts run that came from elsewhere',
    load: async () => (await import('./commands/trust.ts')).trust,
  },
  {
    name: 'retry',
    summary: 'put a failed, cancelled or undone task back into the queue',
    load: async () => (await import('./commands/retry.ts')).retry,
  },
  {
    name: 'cancel',
    summary: 'end the run of a task and hold the task',
    load: async () => (await import('./commands/cancel.ts')).cancel,
  },
  {
    name: 'undo',
    summary: 'revert the commit of a task and hold the task',
    load: async () => (await import('./commands/undo.ts')).undo,
  },
];

const EXIT_USAGE = 2;
const EXIT_INTERNAL = 70;

async function main(argv: string[]): Promise<number> {
  const program = new Program('planex')
    .description('Turns plans and issue solutions in a Git repository into verified commits.')
    .version(planexVersion, '-V, --version')
    .addHelpText(
      'after',
      '\nExit codes: 0 fine · 1 found problems · 2 usage or configuration · 70 a bug in planex',
    )
    .exitOverride();
  let exitCode = 0;
  const named = COMMANDS.find((entry) => entry.name === argv.find((word) => !word.startsWith('-')));
  for (const entry of COMMANDS) {
    const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
    if (entry !== named) continue;
    describe(command, await entry.load(), (code) => {
      exitCode = code;
    });
  }
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

function describe(program: Program, command: Command, settle: (code: number) => void): void {
  for (const { name, description } of command.args ?? []) program.argument(name, description);
  for (const { flags, description } of command.options ?? []) program.option(flags, description);
  if (command.details !== undefined) program.addHelpText('after', `\n${command.details}`);
  program.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`);
  program.exitOverride().action(async () => {
    const args = program.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    const options = program.opts<Record<string, string | boolean | undefined>>();
    settle(await command.run({ cwd: process.cwd(), args, options, io: openTerminal() }));
  });
}

function reportError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof OperatorError) {
    const lines = [`planex: ${error.message}`];
    if (error.where !== undefined) lines.push(`  at: ${error.where}`);
    if (error.todo !== undefined) lines.push(`  do: ${error.todo}`);
    process.stderr.write(`${lines.join('\n')}\n`);
    return EXIT_USAGE;
  }
  const detail = error instanceof Error && error.stack !== undefined ? error.stack : errorMessage(error);
  process.stderr.write(`planex: this is a bug in planex, please report it\n${detail}\n`);
  return EXIT_INTERNAL;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

process.exitCode = await main(process.argv.slice(2)).catch(reportError);
