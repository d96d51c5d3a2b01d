import { cleanGitEnvironment } from '../git.ts';

/** Variables that tell a hook it runs inside an agent, inside npm, or inside planex itself. */
const FOREIGN = /^(CLAUDE|CODEX_|GEMINI_CLI|CURSOR_|AIDER_|PLANEX|npm_|INIT_CWD$|NODE_OPTIONS$|AI_AGENT$)/;

/** The environment that the user's hooks would see if the user had committed by hand. */
export function makeHookEnvironment(from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(cleanGitEnvironment(from)).filter(([name]) => !FOREIGN.test(name)),
  );
}
