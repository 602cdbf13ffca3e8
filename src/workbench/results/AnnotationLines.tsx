import type { DataFrame } from '@grafana/data';
import { useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import { useLayoutEffect, useRef } from 'react';

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly annotations: readonly DataFrame[];
}

const DASH = [4, 4];

/** Vertical lines at the times of annotations. */
export function AnnotationLines({ config, annotations }: Props) {
  const theme = useTheme2();
  const times = useRef<readonly number[]>([]);
  useLayoutEffect(() => {
    times.current = annotations.flatMap((frame) => (frame.fields.find(({ name }) => name === 'time')?.values ?? []).map(Number));
  });
  useLayoutEffect(() => {
    config.addHook('draw', (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.strokeStyle = theme.colors.info.text;
      ctx.setLineDash(DASH);
      for (const time of times.current) {
        const x = plot.valToPos(time, 'x', true);
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.restore();
    });
  }, [config, theme]);
  return null;
}
