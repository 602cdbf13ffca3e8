/**
 * The IANA zone by whose clock days are cut. Grafana says `browser` for that of the machine and nothing for the default.
 * @param local zone of the machine
 */
export function viewerZone(timezone: string | undefined, local: string): string {
  if (timezone === undefined || timezone === '' || timezone === 'browser') return local;
  return timezone.toLowerCase() === 'utc' ? 'UTC' : timezone;
}
