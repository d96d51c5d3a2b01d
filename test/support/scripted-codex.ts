import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Finding } from '../../src/tasks/findings.ts';
import { makeFolder } from './repository.ts';

/** What the program does at its n-th review and at its n-th edit; the last of each is done again and again. */
export interface CodexScript {
  /** Final messages of the reviewer, or `{ fails }` with a message for an error of the model. `first` is run before it. */
  reviews: ({ says: string; first?: string } | { fails: string })[];
  /** A plan that holds this text is approved, whatever the reviews say. */
  contentWith?: string;
  /** Shell commands in the work tree of the edit, with its final message where that matters. */
  edits?: (string | { run?: string; says: string })[];
}

/** The program, and what it was asked. */
export interface ScriptedCodex {
  env: { PATH: string };
  /** The prompts of the reviews so far, or those of the edits. */
  prompts(kind: 'review' | 'edit'): string[];
  /** The arguments of its edits so far. */
  editArguments(): string[][];
}

const PROGRAM = `#!/usr/bin/env node
const { execFileSync } = require('node:child_process');
const { linkSync, readFileSync, writeFileSync } = require('node:fs');
const folder = FOLDER;
const args = process.argv.slice(2);
const say = (event) => process.stdout.write(JSON.stringify(event) + '\\n');
if (args[0] === '--version') console.log('codex-cli 0.169.0');
else if (args[1] === '--help') console.log('      --json\\n      --skip-git-repo-check\\n  -C, --cd <DIR>\\n  -s, --sandbox <MODE>\\n  resume  go on');
else if (args[0] === 'features') process.exit(0);
else {
  const kind = args[args.indexOf('--sandbox') + 1] === 'read-only' ? 'review' : 'edit';
  const prompt = args.at(-1) === '-' ? readFileSync(0, 'utf8') : args.at(-1);
  const draft = folder + '/draft-' + process.pid;
  writeFileSync(draft, prompt);
  // Several may be asked at the same time: a number is taken by one of them, and with the whole prompt.
  let number = 1;
  for (;;) {
    try {
      linkSync(draft, folder + '/' + kind + '-' + number);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      number += 1;
    }
  }
  writeFileSync(folder + '/arguments-' + kind + '-' + number, JSON.stringify(args));
  const script = JSON.parse(readFileSync(folder + '/script.json', 'utf8'));
  const list = (kind === 'review' ? script.reviews : script.edits) ?? [];
  const turn = list[Math.min(number, list.length) - 1];
  say({ type: 'thread.started', thread_id: kind + number });
  say({ type: 'turn.started' });
  const first = kind === 'edit' ? (turn.says ? turn.run : turn) : turn.first;
  if (first) execFileSync('sh', ['-ec', first], { stdio: 'ignore', cwd: args[args.indexOf('--cd') + 1] });
  if (turn.fails) {
    say({ type: 'turn.failed', error: { message: turn.fails } });
    process.exit(1);
  }
  const content = kind === 'review' && script.contentWith && prompt.includes(script.contentWith);
  const text = content ? APPROVAL : (turn.says ?? 'Mended.');
  say({ type: 'item.completed', item: { id: 'one', type: 'agent_message', text } });
  say({ type: 'turn.completed', usage: { input_tokens: 10, cached_input_tokens: 0, output_tokens: 2 } });
}
`;

/** Puts a `codex` on a PATH of its own that reviews and edits as it is told. */
export function useScriptedCodex(script: CodexScript): ScriptedCodex {
  const folder = makeFolder('planex-scripted-codex-');
  const bin = makeFolder('planex-scripted-bin-');
  writeFileSync(join(folder, 'script.json'), JSON.stringify(script));
  writeFileSync(
    join(bin, 'codex'),
    PROGRAM.replace('FOLDER', JSON.stringify(folder)).replace('APPROVAL', JSON.stringify(APPROVES.says)),
    { mode: 0o755 },
  );
  const list = (start: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith(start))
      .sort((a, b) => Number(a.split('-').at(-1)) - Number(b.split('-').at(-1)))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  return {
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    prompts: (kind) => list(`${kind}-`),
    editArguments: () => list('arguments-edit-').map((text): string[] => JSON.parse(text)),
  };
}

export const APPROVES = {
  says: JSON.stringify({ verdict: 'approve', summary: 'fine', findings: [], next_steps: [] }),
};

/** A review that finds these. */
export function finds(...findings: Partial<Finding>[]): { says: string } {
  const full = findings.map((finding) => ({
    severity: 'high',
    title: 'x',
    file: 'plan.md',
    line_start: 1,
    line_end: 1,
    confidence: 0.9,
    ...finding,
  }));
  return {
    says: JSON.stringify({ verdict: 'needs-attention', summary: 's', findings: full, next_steps: [] }),
  };
}
