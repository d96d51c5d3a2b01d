import { styleText } from 'node:util';
import { toPlainJson, toPlainLine } from '../artifacts/plain-text.ts';

type Style = Parameters<typeof styleText>[0];

/** Text with a colour or weight, where the terminal has such. */
export interface Painted {
  style: Style;
  text: string;
}

/** Where a command writes to. What it prints may come from artifacts and programs: it cannot steer the terminal. */
export interface Terminal {
  /** Prints the parts as one line, whatever they contain. */
  out(...parts: (string | Painted)[]): void;
  err(line: string): void;
  /** Says what is going on, to a person who watches. */
  progress(line: string): void;
  /** True when a person can answer questions. */
  readonly interactive: boolean;
}

/** The terminal this process was started from. */
export function openTerminal(): Terminal {
  const show = (part: string | Painted): string =>
    typeof part === 'string'
      ? toPlainLine(part)
      : styleText(part.style, toPlainLine(part.text), { stream: process.stdout });
  return {
    out: (...parts) => void process.stdout.write(`${parts.map(show).join('')}\n`),
    err: (line) => void process.stderr.write(`${toPlainLine(line)}\n`),
    progress: (line) => void (process.stderr.isTTY && process.stderr.write(`${toPlainLine(line)}\n`)),
    get interactive() {
      return process.stdin.isTTY && process.stdout.isTTY && process.env['CI'] === undefined;
    },
  };
}

/** Gives text a style; it stays plain where colours are unwanted (`NO_COLOR`, a pipe). */
export function paint(style: Style, text: string): Painted {
  return { style, text };
}

/** Prints a value as JSON. */
export function printJson(io: Terminal, value: unknown): void {
  for (const line of JSON.stringify(value, null, 2).split('\n')) io.out(toPlainJson(line));
}
