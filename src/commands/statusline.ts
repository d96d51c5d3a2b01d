import { readStatusline } from '../compose/status/read-statusline.ts';
import type { Command } from './command.ts';

export const statusline: Command = {
  details:
    'Offload: tokens that backends took, C Codex, G Gemini, Σ both. S/F: calls that succeeded and failed. RL: what is left of the limit, and when it resets. N/A: not known.\nFor a shell prompt or as the statusLine command of Claude Code. Outside of a repository it prints nothing.',
  examples: ['planex statusline'],
  run({ cwd, io }) {
    const line = readStatusline(cwd);
    if (line !== undefined) io.out(line);
    return Promise.resolve(0);
  },
};
