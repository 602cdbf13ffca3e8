import { useTheme2 } from '@grafana/ui';
import { trendPaths } from './trendPaths';
import type { DocumentView } from './view';

const BOX = { width: 110, height: 26 } as const;

/** Requests as bars, the mean score as a line over them. */
export function Trend({
  document,
  dimension,
  points,
}: {
  readonly document: DocumentView;
  readonly dimension: string;
  readonly points: number;
}) {
  const theme = useTheme2();
  const { bars, line, text } = trendPaths(document.trend, points, BOX);
  return (
    <svg
      style={{ display: 'block' }}
      width={BOX.width}
      height={BOX.height}
      role="img"
      aria-label={`Requests and mean ${dimension} over time: ${text}`}
    >
      <path d={bars} fill={theme.colors.border.medium} />
      <path d={line} fill="none" stroke={theme.colors.text.primary} strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  );
}
