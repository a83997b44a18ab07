import { describe, expect, it } from 'vitest';
import { createFaces } from '../../adapters/fontkit/faces.ts';
import { pictureOf } from '../../adapters/resvg/pictures.ts';
import { type Chart, chartForMail, chartForPage, chartText } from './chart.ts';
import { outlinePen } from './pen.ts';

const chart: Chart = {
  title: { zh: '各工厂计划与实发', en: 'Planned and shipped by factory' },
  unit: { zh: 'K', en: 'K' },
  labels: ['东莞亚力通', '天世星', '友一 & Co'],
  series: [
    { name: { zh: '计划', en: 'Planned' }, values: [12, 30.5, 8] },
    { name: { zh: '实发', en: 'Shipped' }, values: [12, 28, null] },
  ],
};

const heights = (svg: string): number[] =>
  [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)" fill="[^"]+"><title>/g)].map(
    (found) => Number(found[1]),
  );

describe('a chart', () => {
  it('draws each value as high as it is, and none where none was reported', () => {
    const drawn = heights(chartForPage(chart, 'zh').markup);
    expect(drawn).toHaveLength(5);
    const unit = (drawn[0] ?? 0) / 12;
    expect(drawn.map((height) => Number((height / unit).toFixed(1)))).toEqual([12, 12, 30.5, 28, 8]);
  });

  it('reaches below zero', () => {
    const negative = { ...chart, series: [{ name: chart.title, values: [10, -20, 0] }] };
    expect(heights(chartForPage(negative, 'en').markup)).toHaveLength(3);
    expect(chartForPage(negative, 'en').markup).toContain('>-20<');
  });

  it('is readable for whoever cannot see it', () => {
    expect(chartText(chart, 'zh')).toContain('友一 & Co: 计划 8, 实发 未报');
    expect(chartForPage(chart, 'en').markup).toContain('友一 &amp; Co: Planned 8, Shipped not reported');
  });

  it('of nothing is an empty frame', () => {
    const empty = { ...chart, labels: [], series: [] };
    expect(chartForPage(empty, 'zh').markup).toContain('<line');
  });

  it('leaves out labels that would stand on each other', () => {
    const labels = Array.from({ length: 31 }, (_, day) => `2026-12-${String(day + 1).padStart(2, '0')}`);
    const month = { ...chart, labels, series: [{ name: chart.title, values: labels.map((_, i) => i) }] };
    const written = [...chartForPage(month, 'zh').markup.matchAll(/text-anchor="middle"/g)].length;
    expect(written).toBeGreaterThan(4);
    expect(written).toBeLessThan(9);
    expect(heights(chartForPage(month, 'zh').markup)).toHaveLength(31);
  });

  it('becomes a picture with words in Chinese that needs no font where it is shown', async () => {
    const { text } = await createFaces()();
    const svg = chartForMail(chart, 'zh', outlinePen(text));
    expect(svg).not.toContain('<text');
    const png = Buffer.from(await pictureOf(svg));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1280, 640]);
    if (process.env.SEE) await (await import('node:fs/promises')).writeFile(process.env.SEE, png);
  });
});
