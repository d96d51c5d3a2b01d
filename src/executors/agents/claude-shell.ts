/**
 * A program that Claude Code starts the commands of its model by (CLAUDE_CODE_SHELL_PREFIX, with the command as its one
 * argument), without the keys by which it signs in itself: what a model prints ends up in logs.
 */
export const SHELL_WITHOUT_KEYS = `#!/bin/sh
unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN CLAUDE_CODE_OAUTH_TOKEN
case "\${CLAUDE_CODE_SHELL:-$SHELL}" in
  */zsh|*/bash) exec "\${CLAUDE_CODE_SHELL:-$SHELL}" -c "$1" ;;
  *) exec bash -c "$1" ;;
esac
`;
