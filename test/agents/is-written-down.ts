import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a conversation of Claude Code in this home holds a text, as JSON has it. It writes a conversation down a moment after
 * it has begun with a command: killed before that, it does not know of the command any more.
 */
export function isWrittenDown(home: string, text: string): boolean {
  const folder = join(home, '.claude', 'projects');
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.jsonl'))
    .some((name) => readFileSync(join(folder, name), 'utf8').includes(JSON.stringify(text)));
}
