/** `a`, `a and b`, `a, b and c`; over the limit `a, b and 3 more`. */
export function listed(words: readonly string[], { limit = 8, joiner = 'and' } = {}): string {
  if (words.length > limit) {
    return `${words.slice(0, limit).join(', ')} ${joiner} ${words.length - limit} more`;
  }
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1)}`;
}

/** `1 series`, `2 steps`: a count with its noun. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
