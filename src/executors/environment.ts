/** Names, and beginnings of names, that belong to the session planex was started from and not to the user. */
const DROPPED = [
  // A hook hands its children the repository and index it runs for.
  /^GIT_/,
  // An agent that was started from an agent takes itself for nested, or refuses.
  /^CLAUDECODE$/,
  /^CLAUDE_CODE_/,
  /^CODEX_(SANDBOX|THREAD|SESSION|INTERNAL)/,
  /^GEMINI_CLI$/,
  /^AI_AGENT$/,
  // Of `npm run` and `npx`; the upper-case NPM_CONFIG_* and NPM_TOKEN are the user's own.
  /^npm_/,
  /^INIT_CWD$/,
  // Of an editor: its terminal, its debugger, its askpass programs.
  /^VSCODE_/,
  /^ELECTRON_RUN_AS_NODE$/,
  // A channel, a coverage folder or a test context of a parent that is not there.
  /^NODE_(CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|UNIQUE_ID|TEST_CONTEXT|V8_COVERAGE)$/,
  /^(VITEST|JEST_WORKER)(_|$)/,
  // Of make: its job server is a pair of file descriptors that children here do not have.
  /^(MAKEFLAGS|MFLAGS|MAKELEVEL)$/,
  // Of a service manager: only the daemon may answer it.
  /^(NOTIFY_SOCKET|WATCHDOG_(PID|USEC)|LISTEN_(PID|FDS|FDNAMES))$/,
  // Of planex itself.
  /^PLANEX_/,
  // Of the shell, about the place it was in.
  /^(PWD|OLDPWD|_)$/,
];

/** What would be dropped but configures a tool of the user's, or lets it sign in. */
const KEPT = [
  /^GIT_(SSH|SSH_COMMAND|ASKPASS)$/,
  /^GIT_CONFIG_(GLOBAL|NOSYSTEM|SYSTEM)$/,
  /^CLAUDE_CODE_(OAUTH_TOKEN|(USE|MAX|DISABLE|SKIP|CLIENT|API)_\w+)$/,
];

/** Options of Node that load the parent's code into a child or attach a debugger to it. */
const SESSION_NODE_OPTIONS = /(^|\s)(--inspect|--require|-r\b|--import|--loader|--experimental-loader)/;

/**
 * The environment for a child: the user's own, less what only meant something to the process that planex was started
 * from. Names in `allow` stay. Credentials, proxies and locale stay, because the agent's CLI needs them.
 */
export function scrubEnvironment(
  env: NodeJS.ProcessEnv,
  options: { allow?: readonly string[] } = {},
): Record<string, string> {
  const scrubbed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (options.allow?.includes(name) || isUsers(name, value)) scrubbed[name] = value;
  }
  return scrubbed;
}

function isUsers(name: string, value: string): boolean {
  if (name === 'NODE_OPTIONS') return !SESSION_NODE_OPTIONS.test(value);
  return KEPT.some((pattern) => pattern.test(name)) || !DROPPED.some((pattern) => pattern.test(name));
}
