import { readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { makeFolder } from './repository.ts';

const PROGRAM = `#!/usr/bin/env node
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const folder = FOLDER;
const limited = LIMITED;
const args = process.argv.slice(2);
const say = (event) => process.stdout.write(JSON.stringify(event) + '\\n');
if (args[0] === '--version') console.log('0.61.0');
else if (args[0] === '--help') console.log('--output-format --approval-mode --skip-trust');
else {
  let number = 1;
  for (;;) {
    try {
      mkdirSync(folder + '/' + number);
      break;
    } catch {
      number += 1;
    }
  }
  const resumed = args[args.indexOf('--resume') + 1];
  const session = args.includes('--resume') ? resumed : 'session-' + number;
  const notes = folder + '/' + session.replace('session-', '') + '/path';
  const prompt = args.join(' ') + readFileSync(0, 'utf8');
  say({ type: 'init', session_id: session, model: 'gemini-stub' });
  const [, named] = /create: \`([^\`]+)\`/.exec(prompt) ?? [];
  if (named) writeFileSync(notes, named);
  if (limited.includes(number)) {
    const message = '[API Error: Over your quota. Please retry in 2s.]';
    say({ type: 'result', status: 'error', error: { type: 'unknown', message }, stats: {} });
    process.exitCode = 429 & 255;
  } else {
    writeFileSync(readFileSync(notes, 'utf8'), 'written by gemini\\n');
    say({ type: 'message', role: 'assistant', content: 'Written.', delta: true });
    say({ type: 'result', status: 'success', stats: { input_tokens: 10, output_tokens: 2, cached: 0 } });
  }
}
`;

/** A `gemini` on a PATH of its own that writes the file that its task names, and at some of its calls is over its limit for 2 s. */
export function useLimitedGemini(limited: readonly number[]): { PATH: string; countCalls(): number } {
  const folder = makeFolder('planex-gemini-calls-');
  const bin = makeFolder('planex-gemini-bin-');
  const program = PROGRAM.replace('FOLDER', JSON.stringify(folder)).replace(
    'LIMITED',
    JSON.stringify(limited),
  );
  writeFileSync(join(bin, 'gemini'), program, { mode: 0o755 });
  return {
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    countCalls: () => readdirSync(folder).length,
  };
}
