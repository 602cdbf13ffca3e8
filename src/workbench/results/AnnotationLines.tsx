import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2, type UPlotConfigBuilder } from '@grafana/ui';
import { useLayoutEffect, useRef } from 'react';

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly annotations: readonly DataFrame[];
}

interface Mark {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly time: number;
  readonly text: string;
}

const DASH = [4, 4];

/** Vertical lines at the times of annotations, each with a mark at its foot that says what it is. */
export function AnnotationLines({ config, annotations }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const marks = useRef<readonly Mark[]>([]);
  useLayoutEffect(() => {
    marks.current = annotations.flatMap(marksOf);
  });
  useLayoutEffect(() => {
    const drawn: HTMLElement[] = [];
    config.addHook('draw', (plot) => {
      const { ctx, bbox, over } = plot;
      for (const element of drawn.splice(0)) element.remove();
      ctx.save();
      ctx.strokeStyle = theme.colors.info.text;
      ctx.setLineDash(DASH);
      for (const { time, text } of marks.current) {
        const x = plot.valToPos(time, 'x', true);
        if (x < bbox.left || x > bbox.left + bbox.width) continue;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
        const mark = document.createElement('span');
        mark.className = styles.mark;
        mark.style.left = `${plot.valToPos(time, 'x')}px`;
        mark.title = text;
        mark.setAttribute('role', 'img');
        mark.setAttribute('aria-label', text);
        over.append(mark);
        drawn.push(mark);
      }
      ctx.restore();
    });
  }, [config, theme, styles]);
  return null;
}

function marksOf({ fields }: DataFrame): Mark[] {
  const column = (name: string): readonly unknown[] => fields.find((field) => field.name === name)?.values ?? [];
  const [titles, texts] = [column('title'), column('text')];
  return column('time').map((time, row) => ({
    time: Number(time),
    text: [titles[row], texts[row]].filter((part) => typeof part === 'string' && part !== '').join(': '),
  }));
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    position: 'absolute',
    bottom: 0,
    transform: 'translateX(-50%)',
    border: '5px solid transparent',
    borderTop: 0,
    borderBottomColor: theme.colors.info.text,
    zIndex: 1,
  }),
});
