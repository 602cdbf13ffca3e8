/** z* of a single rule: about one false alarm in two to ten months, whatever the volume (statistics §2.4, measured). */
export const DEFAULT_Z = 4;

/**
 * Threshold when the same rule watches S segments: sqrt(z*² + 2 ln S), so that all of them together cry wolf about as
 * often as one (statistics §2.4).
 */
export function segmentThreshold(z: number, segments: number): number {
  return Math.sqrt(z * z + 2 * Math.log(Math.max(1, segments)));
}
