import { stripVTControlCharacters } from 'node:util';

// Besides control characters these are the line separators of Unicode and what turns the direction of writing.
const STEERING = /[^\P{Cc}\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text as one line that is safe to show: no terminal sequences, and spaces for other characters that steer a terminal. */
export function toPlainLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll(STEERING, ' ');
}

/** Makes JSON safe to show: what would steer a terminal becomes an escape of the same meaning. */
export function toPlainJson(json: string): string {
  return json.replaceAll(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
