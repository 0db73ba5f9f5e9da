import { Text } from 'ink';

/**
 * A progress bar.
 * @param share 0 to 1
 * @param width in columns
 */
export function Bar({ share, width }: { share: number; width: number }) {
  const columns = Math.max(0, Math.floor(width));
  const filled = Math.round(share * columns);
  return (
    <>
      <Text color="cyan">{'━'.repeat(filled)}</Text>
      <Text dimColor>{'─'.repeat(columns - filled)}</Text>
    </>
  );
}

/**
 * The keys of a live screen of `stress`, or that it is paused.
 * @param what continues while the screen is paused
 */
export function KeyLine({ isPaused, what }: { isPaused: boolean; what: string }) {
  if (isPaused) {
    return (
      <Text color="yellow" wrap="truncate">
        screen paused, the {what} continues · p resumes · q stops and reports
      </Text>
    );
  }
  return (
    <Text dimColor wrap="truncate">
      p pauses the screen · q stops and reports · Ctrl-C interrupts
    </Text>
  );
}
