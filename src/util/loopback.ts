const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * True for the names and addresses that only this machine has: localhost, 127.0.0.0/8 and ::1.
 * @param hostname without a port, as in `URL.hostname`: IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
