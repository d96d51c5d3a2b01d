import { stripVTControlCharacters } from 'node:util';

// Besides control characters but the tab these are the line separators of Unicode and what turns the direction of writing.
// Written out: what stands in prompts waits while a property of Unicode is made into a program that finds it.
// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text as one line that is safe to show: no terminal sequences, and spaces for other characters that steer a terminal. */
export function toPlainLine(text: string): string {
  // A terminal sequence begins with a control character.
  return text.search(STEERING) < 0 ? text : stripVTControlCharacters(text).replaceAll(STEERING, ' ');
}

/** Makes JSON safe to show: what would steer a terminal becomes an escape of the same meaning. */
export function toPlainJson(json: string): string {
  return json.replaceAll(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
