import type { Terminal } from './terminal.ts';

/** What a command gets from the command line. */
export interface CommandInput {
  cwd: string;
  args: string[];
  options: Record<string, string | boolean | undefined>;
  io: Terminal;
}

/** One verb of the command line. `run` resolves to the exit code: 0 fine, 1 found problems, 2 usage or configuration. */
export interface Command {
  /** Positional arguments as commander writes them: `<task>`, `[paths...]`. */
  args?: { name: string; description: string }[];
  /** An argument may begin with a dash: what looks like an unknown option is one. */
  dashesInArguments?: true;
  options?: { flags: string; description: string }[];
  /** What follows the usage in `--help`. */
  details?: string;
  /** Whole command lines that work as they stand. */
  examples: string[];
  run(input: CommandInput): Promise<number>;
}
