import { examine } from '../compose/examine.ts';
import type { Command } from './command.ts';
import { paint, printJson } from './terminal.ts';

export const doctor: Command = {
  options: [{ flags: '--json', description: 'print the findings as JSON' }],
  details:
    'Backends are not called for this: whether one is signed in is a guess from its files and variables.\nExit code 1 when something keeps planex from working here.\n\nJSON: { findings: [{ level: "ok" | "warning" | "error", name, message, details?, todo?,\n  backend?: { name, kind: "shell" | "agent" | "own", usable, problem?, file?, version?, signIn?, work, beside, fallbackFor,\n    tasks, waiting, calls?, limit?, allowance?, lastError? } }] }',
  examples: ['planex doctor', 'planex doctor --json'],
  async run({ cwd, options, io }) {
    const findings = await examine(cwd);
    if (options.json === true) printJson(io, { findings });
    else {
      const colours = { ok: 'green', warning: 'yellow', error: 'red' } as const;
      for (const { level, name, message, details, todo } of findings) {
        io.out(paint(colours[level], level.padEnd(7)), ` ${name}: ${message}`);
        for (const line of details ?? []) io.out(`        ${line}`);
        if (todo !== undefined) io.out(`        → ${todo}`);
      }
    }
    return findings.some((finding) => finding.level === 'error') ? 1 : 0;
  },
};
