/** Exit codes (contract §4). */

/** 3: what was asked for is printed or stored, but a day is partial or input was rejected. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  incomplete: 3,
  refused: 4,
  undelivered: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
