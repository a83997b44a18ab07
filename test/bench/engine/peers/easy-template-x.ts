import { TemplateHandler } from 'easy-template-x';
import type { Start } from './peer.ts';

export const start: Start = ({ template, data }) => {
  const handler = new TemplateHandler();
  return () => handler.process(Buffer.from(template), data as never);
};
