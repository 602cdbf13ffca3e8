import { dateTimeFormat } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { formatScore } from '../../ui/format';
import { stateColor } from './stateLook';
import { trendPath } from './trendPath';
import type { ScoreView } from './view';

interface Props {
  readonly score: ScoreView;
  readonly width: number;
  readonly timeZone: string;
}

const HEIGHT = 28;

/** The mean over time as a line with its interval as a band; gaps stay gaps. */
export function Trend({ score, width, timeZone }: Props) {
  const theme = useTheme2();
  const drawing = trendPath(score.trend, { width, height: HEIGHT, target: score.target });
  if (drawing === null) return <span aria-hidden>–</span>;
  const color = stateColor(theme, score.state);
  const [first, last] = [drawing.first, drawing.last];
  const text = `From ${formatScore(first.mean, score.isRate)} on ${dateTimeFormat(first.time, { timeZone })} to ${formatScore(last.mean, score.isRate)} on ${dateTimeFormat(last.time, { timeZone })}`;
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={`Trend of ${score.dimension}. ${text}`} style={{ display: 'block' }}>
      <title>{text}</title>
      <path d={drawing.band} fill={color} fillOpacity={0.18} />
      {drawing.targetY !== null && (
        <line
          x1={0}
          x2={width}
          y1={drawing.targetY}
          y2={drawing.targetY}
          stroke={theme.colors.text.secondary}
          strokeWidth={1}
          strokeDasharray="3 2"
        />
      )}
      <path d={drawing.line} fill="none" stroke={color} strokeWidth={1.5} />
    </svg>
  );
}
