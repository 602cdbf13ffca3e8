/** Which columns fit. Decided from the panel's inner size alone, so that a size always looks the same. */
export interface DocumentsLayout {
  readonly largeSentence: boolean;
  readonly used: boolean;
  readonly ranks: boolean;
  readonly effect: boolean;
  readonly lead: boolean;
  readonly trend: boolean;
  readonly firstSeen: boolean;
}

/** Widths in pixels at which another column becomes readable. */
const FITS = { used: 420, effect: 560, ranks: 700, lead: 900, trend: 1050, firstSeen: 1180 } as const;
const LARGE = { width: 560, height: 220 } as const;

export function documentsLayout(width: number, height: number): DocumentsLayout {
  return {
    largeSentence: width >= LARGE.width && height >= LARGE.height,
    used: width >= FITS.used,
    effect: width >= FITS.effect,
    ranks: width >= FITS.ranks,
    lead: width >= FITS.lead,
    trend: width >= FITS.trend,
    firstSeen: width >= FITS.firstSeen,
  };
}
