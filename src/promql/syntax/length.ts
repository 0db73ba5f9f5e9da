/** In UTF-16 code units. What is longer was written by no one. */
export const MAX_LENGTH = 100_000;
