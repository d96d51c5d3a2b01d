import { examine } from '../compose/examine.ts';
import type { Command } from './command.ts';
import { paint, printJson } from './terminal.ts';

export const doctor: Command = {
  options: [{ flags: '--json', description: 'print the findings as JSON' }],
  details: 'Exit code 1 when something keeps planex from working here.',
  examples: ['planex doctor', 'planex doctor --json'],
  async run({ cwd, options, io }) {
    const findings = await examine(cwd);
    if (options.json === true) printJson(io, { findings });
    else {
      const colours = { ok: 'green', warning: 'yellow', error: 'red' } as const;
      for (const { level, name, message, todo } of findings) {
        io.out(paint(colours[level], level.padEnd(7)), ` ${name}: ${message}`);
        if (todo !== undefined) io.out(`        → ${todo}`);
      }
    }
    return findings.some((finding) => finding.level === 'error') ? 1 : 0;
  },
};
