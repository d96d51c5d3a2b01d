import { examine } from '../compose/examine/examine.ts';
import type { Command } from './command.ts';
import { qualify } from './qualify.ts';
import { paint, printJson } from './terminal.ts';

export const doctor: Command = {
  options: [
    { flags: '--json', description: 'print the findings as JSON' },
    { flags: '--qualify <backend>', description: 'call a backend a few times and show what it gets wrong' },
    { flags: '-y, --yes', description: 'with --qualify: do not ask before calling' },
  ],
  details:
    'Without --qualify no backend is called: whether one is signed in is a guess from its files and variables.\nWith it, three calls are made in throw-away repositories; they count as calls of the day.\nExit code 1 when something keeps planex from working here, or when a check fails.\n\nJSON: { findings: [{ level: "ok" | "note" | "warning" | "error", name, message, details?, todo?,\n  backend?: { name, kind: "shell" | "agent" | "own", usable, problem?, file?, version?, signIn?, work, beside, fallbackFor,\n    tasks, waiting, calls?, limit?, allowance?, lastError? } }] }\nWith --qualify: { backend, calls, checks: [{ check, result: "pass" | "fail" | "cannot tell", seen, todo? }] }',
  examples: ['planex doctor', 'planex doctor --json', 'planex doctor --qualify codex'],
  async run({ cwd, options, io }) {
    const { qualify: backend } = options;
    const json = options.json === true;
    if (typeof backend === 'string') return qualify({ cwd, backend, json, yes: options.yes === true, io });
    const findings = await examine(cwd);
    if (json) printJson(io, { findings });
    else {
      const colours = { ok: 'green', note: 'gray', warning: 'yellow', error: 'red' } as const;
      for (const { level, name, message, details, todo } of findings) {
        io.out(paint(colours[level], level.padEnd(7)), ` ${name}: ${message}`);
        for (const line of details ?? []) io.out(`        ${line}`);
        if (todo !== undefined) io.out(`        → ${todo}`);
      }
    }
    return findings.some((finding) => finding.level === 'error') ? 1 : 0;
  },
};
