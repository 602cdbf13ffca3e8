/** Numbers as the panels write them. */

/** A mean or one end of its interval: rates as per cent, scores with two decimals. */
export function formatScore(value: number | null, isRate: boolean): string {
  if (value === null) return '–';
  if (!isRate) return value.toFixed(2);
  const percent = value * 100;
  return `${percent >= 99.95 || percent === 0 ? percent.toFixed(0) : percent.toPrecision(3)} %`;
}

/** A target as a person wrote it: no more decimals than it has. */
export function formatTarget(value: number, isRate: boolean): string {
  return isRate ? `${Number((value * 100).toPrecision(3))} %` : String(Number(value.toFixed(2)));
}

export function formatCount(value: number | null): string {
  return value === null ? '–' : Math.round(value).toLocaleString('en');
}

export function formatShare(value: number | null): string {
  if (value === null) return '–';
  const percent = value * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

/** A length of time in the unit that a person would say it in. @param ms milliseconds */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${Number(ms.toFixed(2))} ms`;
}

/** US dollars; a single answer costs parts of a cent, of which two digits tell. */
export function formatCost(usd: number | null): string {
  if (usd === null) return '–';
  return usd === 0 ? '$0' : `$${usd >= 0.01 ? usd.toFixed(usd >= 1 ? 2 : 3) : Number(usd.toPrecision(2))}`;
}
