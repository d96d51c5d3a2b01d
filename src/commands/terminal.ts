import { fstatSync } from 'node:fs';
import { styleText } from 'node:util';
import { toPlainJson, toPlainLine } from '../artifacts/plain-text.ts';

type Style = Parameters<typeof styleText>[0];

const STANDARD_OUTPUT = 1;

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
  const show = createShow();
  return {
    out: (...parts) => void process.stdout.write(show(parts)),
    err: (line) => void process.stderr.write(`${toPlainLine(line)}\n`),
    progress: (line) => void (process.stderr.isTTY && process.stderr.write(`${toPlainLine(line)}\n`)),
    get interactive() {
      return process.stdin.isTTY && process.stdout.isTTY && process.env['CI'] === undefined;
    },
  };
}

/** Keeps what would be printed, and gives it as one text: nobody watches how it comes about. */
export function openPage(): { io: Terminal; text: () => string } {
  const show = createShow();
  const lines: string[] = [];
  const io: Terminal = {
    out: (...parts) => void lines.push(show(parts)),
    err: () => undefined,
    progress: () => undefined,
    interactive: false,
  };
  return { io, text: () => lines.join('') };
}

/** Gives text a style; it stays plain where colours are unwanted (`NO_COLOR`, a pipe). */
export function paint(style: Style, text: string): Painted {
  return { style, text };
}

/** Prints a value as JSON. */
export function printJson(io: Terminal, value: unknown): void {
  for (const line of JSON.stringify(value, null, 2).split('\n')) io.out(toPlainJson(line));
}

function createShow(): (parts: readonly (string | Painted)[]) => string {
  const paintPart = mayHaveColours()
    ? ({ style, text }: Painted) => styleText(style, toPlainLine(text), { stream: process.stdout })
    : ({ text }: Painted) => toPlainLine(text);
  return (parts) =>
    `${parts.map((part) => (typeof part === 'string' ? toPlainLine(part) : paintPart(part))).join('')}\n`;
}

/** Whether standard output is worth asking what colours it has: to make its stream takes Node a while. */
function mayHaveColours(): boolean {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return true;
  return (NO_COLOR === undefined || NO_COLOR === '') && fstatSync(STANDARD_OUTPUT).isCharacterDevice();
}
