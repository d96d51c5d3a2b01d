import { styleText } from 'node:util';

/** What a command gets from the command line. */
export interface CommandInput {
  cwd: string;
  args: string[];
  options: Record<string, string | boolean | undefined>;
  io: Terminal;
}

/** Where a command writes to. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** True when a person can answer questions. */
  interactive: boolean;
}

/** One verb of the command line. `run` resolves to the exit code: 0 fine, 1 found problems, 2 usage or configuration. */
export interface Command {
  /** Positional arguments as commander writes them: `<task>`, `[paths...]`. */
  args?: { name: string; description: string }[];
  options?: { flags: string; description: string }[];
  /** What follows the usage in `--help`. */
  details?: string;
  /** Whole command lines that work as they stand. */
  examples: string[];
  run(input: CommandInput): Promise<number>;
}

/** The terminal this process was started from. */
export function openTerminal(): Terminal {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    interactive:
      process.stdin.isTTY && process.stdout.isTTY && process.env.CI === undefined,
  };
}

/** Colours text for a terminal; plain where colours are unwanted (`NO_COLOR`, a pipe). */
export function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Prints a value as JSON with a final line end. */
export function printJson(io: Terminal, value: unknown): void {
  io.out(JSON.stringify(value, null, 2));
}
