import { useTheme2 } from '@grafana/ui';
import type { ScoreView } from './view';
import { stateColor } from './stateLook';

interface Props {
  readonly score: ScoreView;
  readonly width: number;
}

const HEIGHT = 22;
const PAD = 6;

/** The interval on the whole scale of the score, the mean as a dot, the target as a dashed line. */
export function IntervalBar({ score, width }: Props) {
  const theme = useTheme2();
  const { mean, lower, upper, target, scaleMin, scaleMax } = score;
  const x = (value: number): number => PAD + ((value - scaleMin) / (scaleMax - scaleMin || 1)) * (width - 2 * PAD);
  const color = stateColor(theme, score.state);
  const middle = HEIGHT / 2;
  return (
    <svg width={width} height={HEIGHT} aria-hidden focusable={false} style={{ display: 'block' }}>
      <line x1={PAD} x2={width - PAD} y1={middle} y2={middle} stroke={theme.colors.border.medium} strokeWidth={2} strokeLinecap="round" />
      {lower !== null && upper !== null && (
        <line
          x1={x(lower)}
          x2={Math.max(x(upper), x(lower) + 1)}
          y1={middle}
          y2={middle}
          stroke={color}
          strokeOpacity={0.55}
          strokeWidth={8}
          strokeLinecap="butt"
        />
      )}
      {target !== null && (
        <line
          x1={x(target)}
          x2={x(target)}
          y1={1}
          y2={HEIGHT - 1}
          stroke={theme.colors.text.primary}
          strokeWidth={1.5}
          strokeDasharray="3 2"
        />
      )}
      {mean !== null && <circle cx={x(mean)} cy={middle} r={4} fill={color} stroke={theme.colors.background.primary} strokeWidth={1} />}
    </svg>
  );
}
