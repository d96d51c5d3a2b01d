/** One thing that `planex doctor` looked at. */
export interface Finding {
  level: 'ok' | 'warning' | 'error';
  name: string;
  message: string;
  todo?: string;
}
