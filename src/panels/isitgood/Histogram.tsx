import { useTheme2 } from '@grafana/ui';
import { formatCount, formatShare } from '../../ui/format';
import type { HistogramStep } from './readFrames';

const WIDTH = 84;
const HEIGHT = 28;
const GAP = 3;

/** Five bars, worst score on the left. The text says the same for readers of the screen. */
export function Histogram({ steps }: { readonly steps: readonly HistogramStep[] }) {
  const theme = useTheme2();
  const sorted = [...steps].sort((a, b) => a.step - b.step);
  const top = Math.max(...sorted.map(({ share }) => share), Number.EPSILON);
  const bar = (WIDTH - GAP * 4) / 5;
  const text = sorted.map(({ score, share, n }) => `${Number(score.toFixed(2))}: ${formatShare(share)} (${formatCount(n)})`).join(', ');
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={`Distribution of scores. ${text}`} style={{ display: 'block' }}>
      <title>{text}</title>
      {sorted.map(({ step, share }) => {
        const height = Math.max((share / top) * (HEIGHT - 2), share > 0 ? 1.5 : 0.75);
        return (
          <rect
            key={step}
            x={(step - 1) * (bar + GAP)}
            y={HEIGHT - height}
            width={bar}
            height={height}
            rx={1}
            fill={share > 0 ? theme.colors.primary.main : theme.colors.border.medium}
          />
        );
      })}
    </svg>
  );
}
