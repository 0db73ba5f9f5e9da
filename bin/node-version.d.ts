export function refusal(version: string): string | undefined;
export function showRefusal(message: string, argv: readonly string[]): void;
